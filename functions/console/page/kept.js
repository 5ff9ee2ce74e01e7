// What the browser keeps. One that keeps nothing is asked in vain.

const keeper = (storage) => ({
  /** What was kept under that name. */
  get(name) {
    try {
      return storage().getItem(name);
    } catch {
      return null;
    }
  },
  /** Keeps it; null is kept no more. */
  set(name, value) {
    try {
      if (value === null) storage().removeItem(name);
      else storage().setItem(name, value);
    } catch { /* It is asked for again next time. */ }
  },
});

/** From one visit to the next, for whoever uses this browser. */
export const forAll = keeper(() => localStorage);
/** In this tab, until it is closed. */
export const inTab = keeper(() => sessionStorage);

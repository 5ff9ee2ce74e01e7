// What the browser keeps from one visit to the next. One that keeps nothing is asked in vain.

/** What was kept under that name. */
export function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps it. */
export function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch { /* It is asked for again next time. */ }
}

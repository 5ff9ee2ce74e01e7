// Instants and civil dates as people read them.

const NOON = 'T12:00:00Z';
const formats = new Map();

// Building a format is slow and a page has thousands of times: each is kept.
function format(instant, zone, options) {
  const locale = document.documentElement.lang === 'es' ? 'es-AR' : 'en-GB';
  const key = JSON.stringify([locale, zone, options]);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: 'h23', ...options }));
  }
  return formats.get(key).format(new Date(instant));
}

/** Hours and minutes of an instant in a zone. */
export const clockTime = (instant, zone) => format(instant, zone, { hour: '2-digit', minute: '2-digit' });
/** What a zone is called after. */
export const cityOf = (zone) => zone.split('/').at(-1).replaceAll('_', ' ');
/** Whether the clock of this computer shows another time than that of a zone. */
export const isElsewhere = (instant, zone) =>
  clockTime(instant, zone) !== clockTime(instant, Intl.DateTimeFormat().resolvedOptions().timeZone);
/** The day of an instant in a zone, short. */
export const shortDay = (instant, zone) => format(instant, zone, { weekday: 'short', day: 'numeric', month: 'short' });
/** A civil date in full. */
export const longDay = (date) =>
  format(date + NOON, 'UTC', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** A civil date without its year. */
export const dayName = (date) => format(date + NOON, 'UTC', { weekday: 'long', day: 'numeric', month: 'long' });

/** The civil date of an instant in a zone, as `YYYY-MM-DD`. */
export function localDate(instant, zone) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(new Date(instant));
}

/** The order of visits, wherever their clocks stand. */
export const byStart = (a, b) => new Date(a.start) - new Date(b.start);

/** The civil date so many days later. */
export function addDays(date, days) {
  const day = new Date(date + NOON);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

// What the page knows, and how it comes to know it: the calls of the interface (infra/openapi.yaml).

import { t } from './words.js';
import { localDate, addDays } from './time.js';

const LOOK_AHEAD_DAYS = 7;
// Most pages of a list that are asked for at once.
const PAGES_MAX = 10;
// Most people of a list whose names are asked for at one refresh.
export const NAMED_MAX = 20;

/** What is shown. `null` is not loaded yet, or not chosen. */
export const state = {
  language: null, clock: null, busy: false, sent: null, problem: null,
  date: null, cases: null, casesCut: false, report: null, senders: null, threads: [], threadsCut: false, names: new Map(),
  phones: null, order: new Map(), filter: '', phone: null, messages: null,
  open: null, story: null, talks: [], why: null, dialog: null,
  held: [], heldCut: false, tickets: [], ticketsCut: false, desk: null, me: '', drafts: new Map(),
};

/** The clinic's zone. */
export const zone = () => state.clock?.clinic.time_zone ?? 'UTC';

/** Calls the interface. An answer that is not a success becomes an error in words, with the interface's `code`. */
export async function call(method, path, body, type = 'application/json', key = null) {
  const headers = {};
  if (key) headers['idempotency-key'] = key;
  if (path.startsWith('/v1/')) headers.authorization = `Bearer ${state.clock?.clinic_key ?? ''}`;
  if (body !== undefined) headers['content-type'] = type;
  const bytes = body !== undefined && type === 'application/json' ? JSON.stringify(body) : body;
  let response;
  try {
    response = await fetch(path, { method, headers, body: bytes, cache: 'no-store' });
  } catch {
    throw new Error(t('unreachable'));
  }
  const text = await response.text();
  let answer = null;
  try {
    answer = JSON.parse(text);
  } catch { /* Not JSON: shown as it is if it is an error, and not needed if it is a success. */ }
  if (response.ok) return answer;
  const why = answer?.error?.message ?? (text.slice(0, 200) || t('status', { n: response.status }));
  throw Object.assign(new Error(`${method} ${path}: ${why}`), { code: answer?.error?.code, why });
}

/** The entries of a list, page after page; `cut` when there are more than were asked for. */
export async function list(path, name) {
  const entries = [];
  let next = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const after = next && `${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(next)}`;
    const answer = await call('GET', path + (after ?? ''));
    entries.push(...answer[name]);
    next = answer.next;
    if (!next) break;
  }
  return { entries, cut: Boolean(next) };
}

/** The path of a phone. `+` may stand in a path as it is. */
export const phonePath = (number, rest = '') => `/sim/phones/${encodeURIComponent(number).replace('%2B', '+')}${rest}`;
/** The path of a case. */
export const casePath = (id, rest = '') => `/v1/cases/${encodeURIComponent(id)}${rest}`;

/**
 * Loads everything on the screen anew, and with it what `more` asks for by the `load` it gets. What can be had is
 * taken; the first thing that failed is thrown.
 */
export async function refresh(more) {
  state.clock = await call('GET', '/sim/clock');
  if (!state.date) state.date = await firstBusyDay();
  const { date, phone, open } = state;
  const problems = [];
  const load = async (asked, take) => {
    try {
      take(await asked);
    } catch (error) {
      problems.push(error);
    }
  };
  const get = (path) => call('GET', path);
  // The case, and the conversations with its patient.
  const story = async () => {
    const it = await get(casePath(open));
    const { threads } = await get(`/v1/threads?patient=${encodeURIComponent(it.patient.id)}`);
    return { story: it, talks: threads };
  };
  const byStart = (a, b) => new Date(a.start) - new Date(b.start);
  // An answer to a question that is no longer asked is not taken.
  const stillOpen = (take) => (answer) => { if (open === state.open) take(answer); };
  await Promise.all([
    load(list(`/v1/cases?date=${date}`, 'cases'), ({ entries, cut }) => {
      if (date === state.date) Object.assign(state, { cases: entries.sort(byStart), casesCut: cut });
    }),
    load(get('/v1/report'), (it) => { state.report = it; }),
    load(get('/v1/senders'), (it) => { state.senders = it; }),
    load(conversations('/v1/threads'), ({ entries, cut }) => Object.assign(state, { threads: entries, threadsCut: cut })),
    load(get('/sim/phones'), (it) => { state.phones = it; }),
    phone && load(get(phonePath(phone, '/messages')), (it) => { if (phone === state.phone) state.messages = it; }),
    open && load(story(), stillOpen((it) => Object.assign(state, it))),
    open && load(get(casePath(open, '/why')), stillOpen((it) => { state.why = it; })),
    ...more(load),
  ]);
  if (state.order.size === 0) state.order = phoneOrder();
  if (problems.length) throw problems[0];
}

/** A list of conversations. It has its patients' ids: their names are asked for once. */
export async function conversations(path) {
  const found = await list(path, 'threads');
  const unnamed = found.entries.filter((it) => it.patients.some((id) => !state.names.has(id))).slice(0, NAMED_MAX);
  const asked = await Promise.all(unnamed.map((it) => call('GET', `/v1/threads/${it.id}`)));
  for (const { patients, people } of asked) {
    for (const id of patients) state.names.set(id, people.find((it) => it.id === id)?.name || id);
  }
  return found;
}

/** The first of the next days that has a case, else today. */
async function firstBusyDay() {
  const today = localDate(state.clock.now, zone());
  const days = Array.from({ length: LOOK_AHEAD_DAYS }, (_, index) => addDays(today, index));
  const answers = await Promise.all(days.map((day) => call('GET', `/v1/cases?date=${day}`)));
  return days[Math.max(0, answers.findIndex((it) => it.cases.length > 0))];
}

/** Unread first. Made when the clock moves, not at every refresh, so that rows do not run from the pointer. */
function phoneOrder() {
  const weight = (it) => (it.unread ? 2 : 0) + (it.messages ? 1 : 0);
  const sorted = [...(state.phones ?? [])].sort((a, b) => weight(b) - weight(a));
  return new Map(sorted.map((it, index) => [it.phone, index]));
}

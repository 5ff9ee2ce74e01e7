// What the page knows, and how it comes to know it: the calls of the interface (infra/openapi.yaml).

import { inTab } from './kept.js';
import { addressed, isOurs, refused, shutOut } from './session.js';
import { localDate, addDays, byStart } from './time.js';
import { t } from './words.js';

const LOOK_AHEAD_DAYS = 7;
const ME = 'name';
// Most pages of a list that are asked for at once.
const PAGES_MAX = 10;

/** What is shown. `null` is not loaded yet, or not chosen. Of a day its visits, of one state `only`, or its notices. */
export const state = {
  language: null, clinic: null, problem: null,
  date: null, kind: 'visit', only: '', cases: null, casesCut: false, report: null, senders: null,
  threads: null, threadsCut: false, names: new Map(),
  open: null, story: null, talks: [], why: null, dialog: null,
  held: [], heldCut: false, tickets: [], ticketsCut: false, desk: null, me: inTab.get(ME) ?? '', drafts: new Map(),
};

/**
 * After how many milliseconds things are asked for again: what waits, the agenda, the report, which reads a month; and
 * who waits, for the title of a tab that is out of sight. `rest`: how long whoever could not answer wants to be left
 * alone.
 */
export const pace = { inbox: 20_000, agenda: 60_000, report: 15 * 60_000, title: 60_000, rest: 0 };

/** Whose name stands under what is done here. */
export function keepName(name) {
  state.me = name.trim();
  inTab.set(ME, state.me || null);
}

/** The clinic's zone. */
export const zone = () => state.clinic?.time_zone ?? 'UTC';

// The gateway gives up after 30 s. A file on a slow line takes longer, and so may what others ask by this.
const ANSWER_MS = 40_000;
const LONGEST_MS = 300_000;

/** Calls the interface. An answer that is not a success becomes an error in words, with the interface's `code`. */
export async function call(method, path, body, type = 'application/json', key = null) {
  const { address, headers } = await addressed(path);
  if (key) headers['idempotency-key'] = key;
  if (body !== undefined) headers['content-type'] = type;
  const isFile = type !== 'application/json';
  const bytes = isFile || body === undefined ? body : JSON.stringify(body);
  // A network that is there and lets nothing through would be waited for without end.
  const signal = AbortSignal.timeout(!isFile && isOurs(path) ? ANSWER_MS : LONGEST_MS);
  let response;
  let text;
  try {
    response = await fetch(address, { method, headers, body: bytes, cache: 'no-store', signal });
    text = await response.text();
  } catch {
    throw new Error(t('unreachable'));
  }
  const signedOut = () => Object.assign(new Error('signed out'), { signedOut: true });
  if (response.status === 401) {
    refused(headers);
    throw signedOut();
  }
  const n = response.status;
  let answer = null;
  let isJson = true;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    isJson = false;
  }
  if (response.ok && isJson) return answer;
  if (answer?.error?.code === 'forbidden') {
    shutOut();
    throw signedOut();
  }
  // API Gateway's own answers have a `message` alone.
  const why = answer?.error?.message ?? answer?.message ?? t('status', { n });
  if (n === 429 || n >= 500) {
    pace.rest = Math.min(Number(response.headers.get('retry-after')) * 1_000 || 0, LONGEST_MS);
    throw Object.assign(new Error(t('busy', { n })), { why });
  }
  // A page of the network itself, before it lets anybody through, is called a success.
  if (!isJson) throw new Error(t('not_ours', { n }));
  throw Object.assign(new Error(`${method} ${path}: ${why}`), { code: answer?.error?.code, why });
}

/**
 * The entries of a list, page after page; `cut` when there are more than were asked for. Names are kept by their ids.
 */
export async function list(path, name) {
  const entries = [];
  let next = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const after = next && `${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(next)}`;
    const answer = await call('GET', path + (after ?? ''));
    entries.push(...answer[name]);
    for (const [id, of] of Object.entries(answer.names ?? {})) state.names.set(id, of);
    next = answer.next;
    if (!next) break;
  }
  return { entries, cut: Boolean(next) };
}

/** The path of a case. */
export const casePath = (id, rest = '') => `/v1/cases/${encodeURIComponent(id)}${rest}`;

// By a clock that is never put right.
const loadedAt = new Map();
const loaded = (what) => loadedAt.set(what, performance.now());
/** Whether it was not asked for in as long as it is paced. */
export const isDue = (what) => performance.now() - (loadedAt.get(what) ?? -Infinity) >= pace[what];
/** Has it asked for again, whenever it was loaded. */
export const askAnew = (what) => loadedAt.delete(what);

/** Loads who waits for a person. */
export async function askWhoWaits() {
  const { entries, cut } = await list('/v1/threads', 'threads');
  loaded('title');
  Object.assign(state, { threads: entries, threadsCut: cut });
}

/**
 * Loads what is on the screen anew, and with it what `more` asks for by the `load` it gets. What can be had is taken;
 * the first thing that failed is thrown.
 */
export async function refresh(more) {
  state.clinic = await call('GET', '/v1/clinic');
  if (!state.date) state.date = await firstBusyDay();
  const { date, kind, open } = state;
  const ofDay = `/v1/cases?date=${date}&kind=${kind}`;
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
  // An answer to a question that is no longer asked is not taken.
  const stillOpen = (take) => (answer) => { if (open === state.open) take(answer); };
  await Promise.all([
    (isDue('agenda') || state.cases === null) && load(list(ofDay, 'cases'), ({ entries, cut }) => {
      loaded('agenda');
      if (date !== state.date || kind !== state.kind) return;
      Object.assign(state, { cases: entries.sort(byStart), casesCut: cut });
    }),
    isDue('report') && load(get('/v1/report'), (it) => {
      loaded('report');
      state.report = it;
    }),
    load(get('/v1/senders'), (it) => { state.senders = it; }),
    load(askWhoWaits(), () => {}),
    open && load(story(), stillOpen((it) => Object.assign(state, it))),
    open && load(get(casePath(open, '/why')), stillOpen((it) => { state.why = it; })),
    ...more(load),
  ]);
  if (problems.length) throw problems[0];
}

/** The first of the next days that has a case, else today. */
async function firstBusyDay() {
  const today = localDate(state.clinic.now, zone());
  const days = Array.from({ length: LOOK_AHEAD_DAYS }, (_, index) => addDays(today, index));
  const answers = await Promise.all(days.map((day) => call('GET', `/v1/cases?date=${day}&kind=visit&limit=1`)));
  return days[Math.max(0, answers.findIndex((it) => it.cases.length > 0 || it.next))];
}

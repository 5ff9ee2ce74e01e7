// The page of staff: the clinic's agenda with the story of each case, and the desk where people of the clinic answer.
//
// This file is what the page does: its actions (the desk's are in desk.js, signing in and out in signin.js), and when
// it asks for news. state.js knows, views.js shows, words.js speaks. All of it talks to the same interface as anybody
// else.

import { hasAccounts } from './account.js';
import { DESK_ACTIONS, askWhy, deskNews, inWords, keepTyped } from './desk.js';
import { $ } from './elements.js';
import { forAll } from './kept.js';
import { furnish } from './layout.js';
import { dialogOnTop } from './parts.js';
import { PAUSE_ACTIONS } from './pause.js';
import { ask, lately } from './report.js';
import { find, foundNews, search, type } from './search.js';
import { begin, session } from './session.js';
import { SESSION_ACTIONS, forgetDrafts, keepDrafts, takeDesk, takeDrafts } from './signin.js';
import { askAnew, askWhoWaits, call, isDue, keepName, pace, refresh, state } from './state.js';
import { addDays } from './time.js';
import { alsoDraw, draw, drawWords } from './views.js';
import { LANGUAGES, otherLanguage, speak, t } from './words.js';
import { wrongWords } from './wrong.js';

/** What API Gateway hands on byte by byte; as text it would lose the letters of a file that is not UTF-8. */
const BYTES_TYPE = 'application/octet-stream';
/** How the interface begins what is wrong with a whole file. */
const OF_FILE = 'the body ';

/** What the elements with `data-do` do. Each gets the element's data and the element. */
const ACTIONS = {
  ...DESK_ACTIONS,
  ...PAUSE_ACTIONS,
  ...SESSION_ACTIONS,
  day: ({ days }) => showDay(addDays(state.date, Number(days))),
  only({ kind, only }) {
    if (kind !== state.kind) Object.assign(state, { kind, cases: null });
    state.only = only;
  },
  'choose-file': () => $('file').click(),
  language: () => useLanguage(otherLanguage().lang),
  // What went wrong is forgotten with whatever is done next.
  forgive: () => {},
  reasons: () => openDialog('reasons'),
  'open-pause': () => { openDialog('pause'); },
  'open-report': () => ask(openDialog('report'), lately()),
  report: (_, { elements: { from, to } }) => ask(state.dialog, { from: from.value, to: to.value }),
  'open-case': ({ id }) => {
    Object.assign(state, { open: id, story: null, why: null });
    draw();
    $('case').showModal();
  },
  async find() {
    await find();
    // Of several, whoever sits here chooses; and so they did who opened something meanwhile.
    const { threads = [], appointments = [] } = search.found ?? {};
    if (threads.length + appointments.length > 1 || dialogOnTop()) return;
    for (const { id } of threads) ACTIONS['open-desk']({ kind: 'threads', id });
    for (const { id } of appointments) ACTIONS['open-case']({ id });
  },
  'close-dialog': (_, button) => button.closest('dialog').close(),
  // Who takes a stop back, and why, stands in the conversation: it is the evidence.
  async resume({ thread, channel }) {
    const draft = `resume ${channel} ${thread}`;
    const why = askWhy('resume_why', draft);
    const agent = why && (hasAccounts() ? state.me : window.prompt(t('resume_who'), state.me)?.trim());
    if (!agent) return;
    await call('POST', `/v1/threads/${thread}/resume`, { agent, channel, why }).catch(inWords);
    state.drafts.delete(draft);
  },
};

function useLanguage(language) {
  state.language = language;
  speak(language);
  drawWords();
  forAll.set('language', language);
}

function preferredLanguage() {
  return LANGUAGES.find((it) => it === forAll.get('language'))
    ?? LANGUAGES.find((it) => navigator.language.startsWith(it)) ?? 'en';
}

function showDay(date) {
  if (date && date !== state.date) Object.assign(state, { date, cases: null });
}

function openDialog(kind, more = {}) {
  state.dialog = { kind, ...more };
  draw();
  if (!$('result').open) $('result').showModal();
  return state.dialog;
}

async function upload(file) {
  const dialog = openDialog('upload', { name: file.name, answer: null });
  try {
    dialog.answer = await call('POST', '/v1/agenda', file, BYTES_TYPE);
  } catch (error) {
    $('result').close();
    if (error.why?.startsWith(OF_FILE)) {
      error.message = t('file_refused', { why: wrongWords(error.why.slice(OF_FILE.length)) });
    }
    throw error;
  }
  askAnew('agenda');
  if (!state.cases?.length) Object.assign(state, { date: null, kind: 'visit', cases: null });
}

// Whoever has to sign in first sees that, and no error.
const say = (error, more = {}) => { if (!error.signedOut) state.problem = Object.assign(error, more); };

/** Does something and shows what then is the case; what went wrong is said in words. */
async function act(work) {
  state.problem = null;
  try {
    const done = work();
    draw();
    await done;
  } catch (error) {
    say(error);
  }
  await update();
}

let around = null;
let running = null;
/** One refresh at a time. Who asks while one runs gets another, which sees what they did. */
async function update() {
  while (running) await running;
  if (!session.asks) {
    running = news().then(
      () => { if (state.problem?.passing) state.problem = null; },
      (error) => say(error, { passing: true }),
    );
    await running;
    running = null;
  }
  draw();
  // Out of sight, it may be put away at any time: what was sent meanwhile is not to come back.
  keepDrafts();
  const before = takeDesk();
  if (before && !dialogOnTop()) act(() => ACTIONS['open-desk'](before));
}

async function news() {
  await around.first();
  await begin(me);
  if (session.asks) return;
  // Out of sight, only the title of the tab is seen.
  if (document.visibilityState === 'hidden' && state.clinic) await askWhoWaits();
  else await refresh((load) => [...deskNews(load), ...foundNews(load), ...around.news(load)]);
}

function listen(actions) {
  document.addEventListener('click', (event) => {
    const target = event.target.closest('[data-do]');
    if (target && target.nodeName !== 'FORM') act(() => actions[target.dataset.do](target.dataset, target));
    // A click beside a dialog lands on the dialog itself.
    else if (event.target.matches('dialog:not(#sign-in)')) event.target.close();
  });
  document.addEventListener('submit', (event) => {
    event.preventDefault();
    act(() => actions[event.target.dataset.do](event.target.dataset, event.target));
  });
  document.addEventListener('input', keepTyped);
  // What is opened takes room from what stands beside it.
  document.addEventListener('toggle', ({ target }) => { if (target.nodeName === 'DETAILS') draw(); }, true);
  $('sought').addEventListener('input', () => {
    type($('sought').value);
    draw();
  });
  document.addEventListener('visibilitychange', () => {
    keepDrafts();
    if (document.visibilityState === 'visible') update();
  });
  // While a year is typed, the date is of a year that nobody means.
  $('date').addEventListener('change', () => { if ($('date').validity.valid) act(() => showDay($('date').value)); });
  $('file').addEventListener('change', () => {
    const [file] = $('file').files;
    if (file) act(() => upload(file)).then(() => { $('file').value = ''; });
  });
  $('case').addEventListener('close', () => Object.assign(state, { open: null, story: null, why: null }));
  $('desk').addEventListener('close', () => { state.desk = null; });
  $('result').addEventListener('close', () => {
    state.dialog = null;
    // What was uploaded comes over a queue.
    askAnew('agenda');
  });
  // The form stays until it is answered, even where a browser knows no `closedby`.
  $('sign-in').addEventListener('close', draw);
  dropFiles();
}

function dropFiles() {
  // A file dropped anywhere on the page is not opened in its place.
  for (const kind of ['dragover', 'drop']) document.addEventListener(kind, (event) => event.preventDefault());
  const agenda = $('agenda');
  agenda.addEventListener('dragover', () => agenda.classList.add('over'));
  for (const kind of ['dragleave', 'drop']) agenda.addEventListener(kind, () => agenda.classList.remove('over'));
  agenda.addEventListener('drop', (event) => {
    const [file] = event.dataTransfer.files;
    if (file && state.clinic?.role !== 'reader') act(() => upload(file));
  });
}

/** Whose account it is. */
async function me() {
  const before = state.me;
  const it = await call('GET', '/staff/me');
  keepName(it.name);
  // What somebody else was typing when their session ended here is theirs.
  if (state.me !== before) forgetDrafts();
  return it;
}

async function poll() {
  if (!around.isBusy() && (document.visibilityState === 'visible' || isDue('title'))) await update();
  setTimeout(poll, Math.max(pace.inbox, pace.rest));
  pace.rest = 0;
}

const NOTHING_AROUND = { actions: {}, first: async () => {}, news: () => [], draw: () => {}, isBusy: () => false };

/**
 * Starts the page, with what another one has around it: more `actions`; what it does `first` at each refresh, the
 * `news` that it loads with the rest, by the `load` it gets, and how it draws them; and whether it `isBusy`, so that
 * nothing is asked for meanwhile.
 */
export function start(more = NOTHING_AROUND) {
  around = more;
  furnish();
  takeDrafts();
  alsoDraw(around.draw);
  listen({ ...ACTIONS, ...around.actions });
  useLanguage(preferredLanguage());
  poll();
}

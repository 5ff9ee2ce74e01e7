// The local page: a clock that can be moved, the clinic's agenda with the story of each case, the desk where people of
// the clinic answer, the patients' phones.
//
// This file is what the page does: its actions (the desk's are in desk.js), and when it asks for news. state.js knows,
// views.js shows, words.js speaks. All of it talks to the same interface as anybody else.

import { DESK_ACTIONS, deskNews, keepTyped } from './desk.js';
import { $ } from './elements.js';
import { keep, kept } from './kept.js';
import { addDays } from './time.js';
import { call, phonePath, refresh, state } from './state.js';
import { draw, drawWords } from './views.js';
import { LANGUAGES, speak, t } from './words.js';

const POLL_MS = 2_000;
const HOUR_S = 3_600;
/** What API Gateway hands on byte by byte; as text it would lose the letters of a file that is not UTF-8. */
const BYTES_TYPE = 'application/octet-stream';

/** What the elements with `data-do` do. Each gets the element's data and the element. */
const ACTIONS = {
  ...DESK_ACTIONS,
  async advance({ hours }) {
    Object.assign(state, { busy: true, sent: null });
    draw();
    try {
      const moved = await call('POST', '/sim/clock', { advance_seconds: Number(hours) * HOUR_S });
      state.sent = moved.messages_sent ?? 0;
      state.order = new Map();
    } finally {
      state.busy = false;
    }
  },
  day: ({ days }) => showDay(addDays(state.date, Number(days))),
  'choose-file': () => $('file').click(),
  view: ({ view }) => { document.body.dataset.view = view; },
  language: () => useLanguage(LANGUAGES.find((it) => it !== state.language)),
  forgive: () => { state.problem = null; },
  reasons: () => openDialog('reasons'),
  'open-case': ({ id }) => {
    Object.assign(state, { open: id, story: null, why: null });
    draw();
    $('case').showModal();
  },
  'close-dialog': (_, button) => button.closest('dialog').close(),
  'open-phone': ({ phone }) => {
    if (phone !== state.phone) Object.assign(state, { phone, messages: null });
  },
  'close-phone': () => Object.assign(state, { phone: null, messages: null }),
  async flip({ field }) {
    const { whatsapp, online, read_receipts, blocked } = state.phones.find((it) => it.phone === state.phone);
    const now = { whatsapp, online, read_receipts, blocked };
    await call('PUT', phonePath(state.phone), { ...now, [field]: !now[field] });
  },
  tap: ({ message, button }) =>
    call('POST', phonePath(state.phone, '/tap'), { message_id: message, button: Number(button) }),
  // The form itself is at Meta; its answers are typed here as name=value, e.g. `score=4 waiting=2`.
  async fill({ message }) {
    const typed = window.prompt(t('fill'), 'score=4');
    if (!typed) return;
    const answers = Object.fromEntries(typed.trim().split(/\s+/).map((it) => it.split('=')).filter((it) => it.length === 2));
    await call('POST', phonePath(state.phone, '/fill'), { message_id: message, answers });
  },
  // Who takes a stop back, and why, stands in the conversation: it is the evidence.
  async resume({ thread, channel }) {
    const why = window.prompt(t('resume_why'))?.trim();
    const agent = why && window.prompt(t('resume_who'), state.me)?.trim();
    if (agent) await call('POST', `/v1/threads/${thread}/resume`, { agent, channel, why });
  },
  async type(_, form) {
    const text = form.elements.text.value.trim();
    if (!text) return;
    await call('POST', phonePath(state.phone, '/type'), { text, channel: form.elements.channel.value });
    form.elements.text.value = '';
  },
};

function useLanguage(language) {
  state.language = language;
  speak(language);
  drawWords();
  keep('language', language);
}

function preferredLanguage() {
  return LANGUAGES.find((it) => it === kept('language')) ?? LANGUAGES.find((it) => navigator.language.startsWith(it)) ?? 'en';
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
    throw error;
  }
  state.order = new Map();
  if (!state.cases?.length) Object.assign(state, { date: null, cases: null });
}

/** Does something and shows what then is the case; what went wrong is said in words. */
async function act(work) {
  try {
    const done = work();
    draw();
    await done;
  } catch (error) {
    state.problem = error;
  }
  await update();
}

let running = null;
/** One refresh at a time. Who asks while one runs gets another, which sees what they did. */
async function update() {
  while (running) await running;
  running = refresh(deskNews).then(
    () => { if (state.problem?.passing) state.problem = null; },
    (error) => { state.problem = Object.assign(error, { passing: true }); },
  );
  await running;
  running = null;
  draw();
}

document.addEventListener('click', (event) => {
  const target = event.target.closest('[data-do]');
  if (target && target.nodeName !== 'FORM') act(() => ACTIONS[target.dataset.do](target.dataset, target));
  // A click beside a dialog lands on the dialog itself.
  else if (event.target.nodeName === 'DIALOG') event.target.close();
});
document.addEventListener('submit', (event) => {
  event.preventDefault();
  act(() => ACTIONS[event.target.dataset.do](event.target.dataset, event.target));
});
document.addEventListener('input', keepTyped);
// While a year is typed, the date is of a year that nobody means.
$('date').addEventListener('change', () => { if ($('date').validity.valid) act(() => showDay($('date').value)); });
$('filter').addEventListener('input', () => {
  state.filter = $('filter').value;
  draw();
});
$('file').addEventListener('change', () => {
  const [file] = $('file').files;
  if (file) act(() => upload(file)).then(() => { $('file').value = ''; });
});
$('case').addEventListener('close', () => Object.assign(state, { open: null, story: null, why: null }));
$('result').addEventListener('close', () => { state.dialog = null; });

// A file dropped anywhere on the page is not opened in its place.
for (const kind of ['dragover', 'drop']) document.addEventListener(kind, (event) => event.preventDefault());
$('agenda').addEventListener('dragover', () => $('agenda').classList.add('over'));
for (const kind of ['dragleave', 'drop']) $('agenda').addEventListener(kind, () => $('agenda').classList.remove('over'));
$('agenda').addEventListener('drop', (event) => {
  const [file] = event.dataTransfer.files;
  if (file) act(() => upload(file));
});

async function poll() {
  if (document.visibilityState === 'visible' && !state.busy) await update();
  setTimeout(poll, POLL_MS);
}
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') update();
});

useLanguage(preferredLanguage());
poll();

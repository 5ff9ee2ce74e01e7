// The desk: what people of the clinic work on (conversations, tickets), and what they do with the one that is open.
//
// Guarantees: what was typed is kept until the interface has taken it (drafts.js).

import { draftOf, left, once } from './drafts.js';
import { $ } from './elements.js';
import { draftName } from './fields.js';
import { call, casePath, keepName, list, state } from './state.js';
import { draw } from './views.js';
import { t } from './words.js';

const JSON_TYPE = 'application/json';
const ME = 'me';

const pathOf = ({ kind, id }) => `/v1/${kind}/${encodeURIComponent(id)}`;

/** Loads the lists of the desk and what is open on it; `load` is that of `refresh`. */
export function deskNews(load) {
  const { desk } = state;
  return [
    load(list('/v1/threads?state=held', 'threads'), (it) =>
      Object.assign(state, { held: it.entries, heldCut: it.cut })),
    load(list('/v1/tickets', 'tickets'), (it) =>
      Object.assign(state, { tickets: it.entries, ticketsCut: it.cut })),
    desk && load(opened(desk), (it) => { desk.it = it; }),
  ];
}

/** What is open; of a ticket with its visit and the conversations of its patient. */
async function opened(desk) {
  const it = await call('GET', pathOf(desk));
  if (desk.kind === 'threads') return it;
  const [visit, { threads }] = await Promise.all([
    call('GET', casePath(it.case)), call('GET', `/v1/threads?patient=${encodeURIComponent(it.patient)}`),
  ]);
  return { ...it, visit, threads };
}

/** Why a command was refused; what is not known here is said in the interface's words. */
function refusalWords({ code, why }) {
  const words = t(`refused_${code}`);
  return words === `refused_${code}` ? why : words;
}

/** Throws on what went wrong with a command that was given elsewhere, in the same words. */
export function inWords(error) {
  if (error.code) error.message = refusalWords(error);
  throw error;
}

const fieldOf = (name) => document.querySelector(`[data-draft="${CSS.escape(name)}"]`);

/** Asks why, with what was answered before and not taken; it is a draft of that name. */
export function askWhy(question, name) {
  const before = state.drafts.get(name)?.text ?? '';
  const answered = window.prompt(t(question), before);
  if (answered !== null && answered !== before) state.drafts.set(name, draftOf(answered));
  return answered?.trim();
}

/** Gives a command to what is open, for the draft of that name. What is refused is said there; what was typed stays. */
const command = (path, body, name = null) => once(name ?? path, () => give(path, body, name));

async function give(path, body, name) {
  const { desk } = state;
  desk.refused = null;
  if (!state.me) {
    desk.refused = t('need_name');
    $(ME).focus();
    return;
  }
  const draft = state.drafts.get(name) ?? draftOf(fieldOf(name)?.value ?? '');
  if (name) state.drafts.set(name, draft);
  try {
    const it = await call('POST', path, body, JSON_TYPE, draft.key);
    desk.it = { ...desk.it, ...it };
  } catch (error) {
    if (!error.code) throw error;
    desk.refused = refusalWords(error);
    return;
  }
  if (name) takeOut(name, draft.text);
}

/** Takes what was sent out of its draft. */
function takeOut(name, sent) {
  const typed = state.drafts.get(name)?.text;
  const rest = left(typed ?? '', sent);
  if (rest && rest === typed) return;
  if (rest) state.drafts.set(name, draftOf(rest));
  else state.drafts.delete(name);
  const field = fieldOf(name);
  // What the field has of its own is the usual template.
  if (field) field.value = rest || (field.getAttribute('value') ?? '');
}

const act = (verb, more = {}, draft = null) =>
  command(`${pathOf(state.desk)}/${verb}`, { agent: state.me, ...more }, draft);
const change = (what, draft = null) => command(pathOf(state.desk), { by: state.me, ...what }, draft);
const typed = (field) => field.value.trim();

/** What the elements of the desk do, as in page.js. */
export const DESK_ACTIONS = {
  'open-desk': ({ kind, id }) => {
    state.desk = { kind, id, it: null, refused: null };
    // From a visit, which stands over it.
    $('case').close();
    draw();
    if (!$('desk').open) $('desk').showModal();
  },
  take: () => act('take'),
  return: () => act('return'),
  reply: (_, { elements: { text } }) => typed(text) && act('reply', { text: typed(text) }, text.dataset.draft),
  template: (_, { elements: { template, patient } }) =>
    act('reply', { template: typed(template), ...(patient ? { patient: patient.value } : {}) }, template.dataset.draft),
  // Without words there is no outcome: it may be left out.
  close: (_, { elements: { outcome } }) =>
    act('close', typed(outcome) ? { outcome: typed(outcome) } : {}, outcome.dataset.draft),
  verify: () => act('verify'),
  stop: ({ channel }) => {
    const draft = draftName(`stop ${channel}`);
    const why = askWhy('stop_why', draft);
    return why && act('stop', { channel, why }, draft);
  },
  'not-theirs': ({ patient, name }) =>
    window.confirm(t('not_theirs_sure', { name })) && act('verify', { not_patients: [patient] }),
  'take-ticket': () => change({ owner: state.me, state: 'in_progress' }),
  note: (_, { elements: { note } }) => typed(note) && change({ note: typed(note) }, note.dataset.draft),
  resolve: (_, { elements: { outcome } }) =>
    typed(outcome) && change({ outcome: typed(outcome), state: 'resolved' }, outcome.dataset.draft),
};

/** Keeps what is typed at the desk: who works there, and what is not sent yet. */
export function keepTyped({ target }) {
  if (target.id === ME) keepName(target.value);
  if (target.dataset.draft) state.drafts.set(target.dataset.draft, draftOf(target.value));
  if (state.desk) state.desk.refused = null;
}

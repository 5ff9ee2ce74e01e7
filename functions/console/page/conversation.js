// A conversation at the desk: what to know before answering, what was said, and what can be done.

import { isUnderWay } from './drafts.js';
import { button, h } from './elements.js';
import { byStart, shortDay } from './time.js';
import { state, zone } from './state.js';
import { draftField, draftName, refusal, signature, typedBefore } from './fields.js';
import {
  alarms, badge, caseLink, dialogTop, inLine, moment, namesOf, part, shortStart, stopsPart, time, whyWords,
} from './parts.js';
import { heardWords, languageWords, plain, t } from './words.js';

// The example clinic's: the interface does not list those that may be sent.
const TEMPLATE = 'staff_reaches_out';
// Why a person is needed where the number may not be the patient's.
const DOUBTS = ['identity_changed', 'wrong_person'];
// Where an appointment still stands.
const STANDING = ['booked', 'confirmed'];

const nameOfPerson = (it) => it.name || it.id;
/** What is spoken in a conversation, unless there are several who could. */
const languageOf = (people) => (people.length === 1 ? people[0].language : null);
const bdi = (text) => h('bdi', {}, text);
/** Whose visit it is, where several people share a number. */
const whose = ({ patient }, people) =>
  (people.length > 1 ? ` · ${nameOfPerson(people.find((it) => it.id === patient) ?? { id: patient })}` : '');
/** Where the patient wrote last. */
const lastChannel = (it) => it.lines.findLast((line) => line.from === 'patient')?.channel ?? 'whatsapp';
const isMine = (it) => Boolean(it.agent) && it.agent === state.me;

/** What was noted: of a stop the interface says the channel, what it was and since when, before the agent's words. */
const notedWords = (note) =>
  note.replace(/^(whatsapp|sms|email)(?: \((stopped|suspected) at (\S+?)(?: by .*?)?\))?: /, (_, channel, what, at) =>
    `${plain(channel)}${what ? ` (${t(`${what}_at`, { at: moment(at) })})` : ''}: `);

export function conversation(it) {
  const states = [badge(isMine(it) ? 'with_me' : it.state), ...alarms(it)];
  const visits = [...it.appointments].sort(byStart);
  const now = new Date(state.clinic.now);
  const next = visits.find((visit) => STANDING.includes(visit.state) && new Date(visit.start) >= now);
  return [
    dialogTop('desk-title', namesOf(it), [h('p', { class: 'states' }, states),
      h('p', { class: 'soft' }, whyWords(it)),
      next ? h('p', { class: 'soft' }, t('next_visit', { at: shortStart(next) + whose(next, it.people) })) : null]),
    ...stopsPart([it]),
    part('before_answering', facts(it, visits)),
    part('messages', it.lines.length ? h('div', { class: 'chat', role: 'log', 'aria-label': t('messages') }, lines(it))
      : h('p', { class: 'soft' }, t('no_lines'))),
    h('div', { class: 'acts' }, signature(), refusal(), it.agent && !isMine(it) ? h('p', {}, t('held_by', it)) : null,
      it.agent ? null : button({ class: 'main', 'data-do': 'take' }, t('take')),
      isMine(it) ? answering(it) : null,
      isMine(it) || it.state === 'waiting_for_person' ? ending(it) : null),
  ];
}

function facts(it, visits) {
  const inDoubt = it.in_doubt_since || (it.people.length > 0 && DOUBTS.includes(it.reason));
  const suspected = it.in_doubt_since && it.reason === 'suspected_stop';
  const settle = (verb, label) =>
    button({ class: 'quiet', 'data-do': verb, 'data-channel': lastChannel(it) }, t(label));
  const settling = suspected
    ? [settle('verify', 'go_on'), settle('stop', 'stop_messages')]
    : [settle('verify', 'verify')];
  const fact = (title, content) =>
    content.length ? [h('dt', {}, t(title)), content.map((line) => h('dd', {}, line))] : [];
  const person = (who) => [bdi(nameOfPerson(who)), who.language ? ` (${languageWords(who.language)}) ` : ' ',
    inDoubt ? button({ class: 'quiet', 'data-do': 'not-theirs', 'data-patient': who.id,
      'data-name': nameOfPerson(who) }, t('not_theirs')) : null];
  const { kind, address } = it.identity;
  const reached = address && (kind === 'phone' ? h('a', { href: `tel:${address}` }, address) : address);
  const visit = (one) => [caseLink(one), ' ', badge(one.state), whose(one, it.people)];
  const acted = ({ at, agent, act, note }) =>
    [h('span', { class: 'soft' }, `${moment(at)} · ${agent}: `), t(`act_${act}`),
      ...(note ? [' — ', bdi(notedWords(note))] : [])];
  return h('dl', { class: 'facts' }, [
    ...fact('patient', it.people.length ? it.people.map(person) : [t('nobody_known')]),
    ...fact(kind === 'email' ? 'email' : 'number', reached ? [reached] : []),
    ...fact(suspected ? 'no_more' : 'in_doubt', inDoubt ? settling : []),
    ...fact('visits', visits.map(visit)),
    ...fact('done_by_staff', it.acts.map(acted)),
  ].flat());
}

function lines(it) {
  let last = '';
  return it.lines.flatMap((line) => {
    const day = shortDay(line.at, zone());
    const head = day === last ? [] : [h('p', { class: 'date' }, day)];
    last = day;
    return [...head, bubble(line, it)];
  });
}

function bubble(line, { people }) {
  const theirs = line.from === 'patient';
  const patient = () => (people.length === 1 ? nameOfPerson(people[0]) : t('patient'));
  const writer = theirs ? patient() : line.agent ?? t('assistant_said');
  const words = line.text === null ? h('p', { class: 'soft' }, plain(line.template))
    : h('p', { dir: 'auto', lang: languageOf(people) }, theirs ? heardWords(line.text) : line.text);
  const how = inLine(line.channel && plain(line.channel), time(line.at));
  return h('article', { class: theirs ? 'bubble' : 'bubble ours' }, h('header', {}, bdi(writer)), words,
    line.choices.length ? h('p', { class: 'soft' }, line.choices.flatMap((it) => [bdi(`[${it}]`), ' '])) : null,
    h('footer', {}, how, line.status ? ` · ${plain(line.status)}` : theirs ? null : ` · ${t('on_its_way')}`));
}

/** Free text goes by the channel that the person wrote on last; on WhatsApp only while its window is open. */
function answering(it) {
  const channel = lastChannel(it);
  const isOpen = channel !== 'whatsapp' || (it.window_until && new Date(it.window_until) > new Date(state.clinic.now));
  const how = () => inLine(t('goes_by', { channel: plain(channel) }),
    channel === 'whatsapp' && t('window_until', { at: moment(it.window_until) }));
  return [
    isOpen ? null : h('p', { class: 'closed' }, t('window_is_closed')),
    isOpen ? null : templateForm(it),
    isOpen || typedBefore('text') ? replyForm(languageOf(it.people), isOpen && how()) : null,
  ];
}

/** Sends a field. While that is under way a press does nothing, and the button keeps the focus. */
function send(field, more = {}) {
  const isSent = isUnderWay(draftName(field));
  return h('button', { class: 'main', 'aria-disabled': isSent && 'true', ...more }, t(isSent ? 'sending' : 'send'));
}

/** Where it cannot be sent now, what was typed before is still there. */
function replyForm(lang, how) {
  return h('form', { 'data-do': 'reply', 'data-key': 'reply' },
    draftField('text', 'answer', { required: true, lang }),
    h('div', { class: 'with' }, h('span', { class: 'soft' }, how || ''),
      send('text', { disabled: !how })));
}

function templateForm({ people }) {
  const whom = () => h('select', { name: 'patient', 'aria-label': t('patient') },
    people.map((it) => h('option', { value: it.id }, nameOfPerson(it))));
  const templateField = {
    name: 'template', required: true, value: TEMPLATE, autocomplete: 'off', 'data-draft': draftName('template'),
  };
  return h('form', { class: 'with', 'data-do': 'template', 'data-key': 'template' },
    h('label', {}, t('template'), ' ', h('input', templateField)),
    people.length > 1 ? whom() : null, send('template'));
}

function ending(it) {
  // What gives it back stays in its place: a second click there must not close it.
  return h('details', { 'data-key': 'ending' }, h('summary', {}, t('ending')),
    h('form', { 'data-do': 'close' }, draftField('outcome', 'outcome_optional'),
      h('div', { class: 'with' },
        button({ class: 'quiet', 'data-do': 'return', disabled: !isMine(it) }, t('return')),
        h('button', { class: 'quiet' }, t('close_thread')))));
}

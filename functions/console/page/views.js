// What is on the screen: each view is made anew from `state` and laid over the one that is there.

import { $, button, h, later, lay } from './elements.js';
import { drawDesk, drawInbox } from './inbox.js';
import {
  TONES, badge, dialogOnTop, dialogTop, elsewhere, empty, inLine, isVisit, localStart, moment, part, standing,
  stopsPart, threadLink, unseen,
} from './parts.js';
import { tellNews, waitingWords } from './news.js';
import { pauseForm, pausedPart } from './pause.js';
import { byReason, reportPart } from './report.js';
import { drawSearch, named, ofDay, only, search } from './search.js';
import { session } from './session.js';
import { drawSignIn } from './signin.js';
import { state, zone } from './state.js';
import { cityOf, dayName, isElsewhere } from './time.js';
import {
  gateWords, happenedWords, numeral, otherLanguage, plain, reasonWords, t, templateWords, warningWords,
} from './words.js';
import { fieldWords, wrongWords } from './wrong.js';

const untilWords = (instant) => t('until', { until: moment(instant) });

const PRICE_DECIMALS = { minimumFractionDigits: 4, maximumFractionDigits: 4 };
// The states of visits, in the order in which a day sees them.
const STATES = ['booked', 'confirmed', 'arrived', 'completed', 'missed', 'cancelled'];
// How long a warning is shown after it was last told.
const WARNED_MS = 7 * 24 * 3_600_000;
// What has no end is told as the last instant there is.
const ENDLESS = /^9999-/;

// The sign that says the same as a word's colour.
const MARKS = {
  planned: '', released: '…', grouped: '+', skipped: '–', replaced: '–', queued: '…', sent: '↑', delivered: '✓',
  read: '✓✓', failed: '×', suppressed: '–', expired: '–', pass: '✓', wait: '…', other_channel: '↪', stop: '×',
};

const mark = (word) =>
  h('span', { class: 'dot', 'data-tone': TONES[word] || null, 'aria-hidden': 'true' }, MARKS[word] ?? '?');
/** What became of a step: that one of its messages arrived, or else what became of the last. */
const outcome = ({ messages = [], state: planned }) =>
  (messages.find((it) => ['read', 'delivered'].includes(it.status)) ?? messages.at(-1))?.status ?? planned;

let drawMore = () => {};
/** Has more drawn, after the rest. */
export function alsoDraw(more) {
  drawMore = more;
}

/** Lays what `state` now says over the screen. */
export function draw() {
  drawSignIn();
  drawProblem();
  if (!state.clinic || !state.date) return;
  const focused = document.activeElement;
  drawBar();
  drawAgenda();
  drawStory();
  drawDesk();
  drawDialog();
  tellNews();
  drawMore();
  if (focused === document.activeElement) return;
  if (focused?.isConnected) focused.focus({ preventScroll: true });
  else whereWorkGoesOn()?.focus();
}

/** Where what had the focus is gone, as the button that took a conversation: what is typed next, or the way out. */
const whereWorkGoesOn = () => {
  const top = dialogOnTop();
  return top?.querySelector('.acts > form textarea') ?? top?.querySelector('[data-do=close-dialog]');
};

function drawProblem() {
  const box = $('problem');
  // A popover stands above an open dialog, but only inside the one on top can it be closed.
  const top = dialogOnTop() ?? document.body;
  if (box.parentElement !== top) top.append(box);
  const line = (text) => h('p', {}, h('span', {}, text), button({ 'data-do': 'forgive' }, t('close')));
  lay(box, state.problem ? [line(state.problem.message)] : []);
  box.togglePopover(Boolean(state.problem));
}

/** Puts the words into what stands on the page from the start. */
export function drawWords() {
  document.documentElement.lang = state.language;
  for (const it of document.querySelectorAll('[data-t]')) it.textContent = t(it.dataset.t);
  for (const it of document.querySelectorAll('[data-label]')) it.setAttribute('aria-label', t(it.dataset.label));
  for (const it of document.querySelectorAll('[data-placeholder]')) it.placeholder = t(it.dataset.placeholder);
  const { lang, name } = otherLanguage();
  Object.assign($('language'), { lang, textContent: name });
}

function drawBar() {
  const { name, now, role } = state.clinic;
  $('clinic').textContent = name;
  const atDesk = state.me && t('at_desk', { name: state.me });
  const clocks = isElsewhere(now, zone()) && t('clocks_of', { place: cityOf(zone()) });
  $('under').textContent = inLine(atDesk, role === 'reader' && t('views_only'), clocks) || '\u00a0';
  $('pause').hidden = Boolean(state.senders?.pause);
  // What their role does not let them do is not offered (desk.css).
  document.documentElement.dataset.role = role;
  lay($('paused'), pausedPart());
  $('sign-out').hidden = !session.isOwn;
  $('other-clinic').hidden = session.clinics.length < 2;
  document.title = `${waitingWords()}${name} · Pulso`;
}

function drawAgenda() {
  $('agenda-title').textContent = dayName(state.date);
  if ($('date').value !== state.date && document.activeElement !== $('date')) $('date').value = state.date;
  const { from, to } = state.report ?? {};
  $('period').textContent = from ? t('period', { from: dayName(from), to: dayName(to) }) : '\u00a0';
  lay($('figures'), figures());
  lay($('troubles'), troubles());
  drawSearch();
  drawInbox();
  $('cases').setAttribute('aria-busy', state.cases === null);
  const choose = () => button({ class: 'main', 'data-do': 'choose-file' }, t('upload'));
  const item = (it) => h('li', { 'data-key': it.id }, caseRow(it));
  const row = (it) => later(it.id, state.language + JSON.stringify(it), () => item(it));
  lay($('only'), choices());
  lay($('rows'), named(ofDay(), search.typed).map(row));
  if (state.cases === null) lay($('no-rows'), [empty('loading')]);
  else if (state.cases.length === 0 && state.kind === 'notice') lay($('no-rows'), [empty('no_notices')]);
  else if (state.cases.length === 0) lay($('no-rows'), [empty('no_cases', 'no_cases_next', h('div', {}, choose()))]);
  else lay($('no-rows'), state.casesCut ? [h('p', { class: 'part soft' }, t('more', { n: state.cases.length }))] : []);
}

/** What of the day may be shown: its visits, those of one state, which are counted, or its other notices. */
function choices() {
  const visits = state.kind === 'visit' ? state.cases : null;
  const counted = (words, n) => (visits ? `${words}: ${n}` : words);
  const choice = (words, kind, of = '') => button({
    class: 'quiet', 'data-do': 'only', 'data-kind': kind, 'data-only': of,
    'aria-pressed': String(kind === state.kind && of === only()),
  }, words);
  const counts = STATES.map((it) => [it, (visits ?? []).filter((visit) => visit.state === it).length]);
  return [choice(counted(t('all_visits'), visits?.length), 'visit'),
    ...counts.filter(([, n]) => n).map(([it, n]) => choice(counted(t(`n_${it}`), n), 'visit', it)),
    choice(t('notices'), 'notice')];
}

function figures() {
  // What is not known is not nothing.
  const report = state.report;
  const withheld = Object.values(report?.suppressed ?? {}).reduce((sum, n) => sum + n, 0);
  const why = () =>
    button({ 'data-do': 'reasons', 'aria-label': t('show_reasons', { n: withheld }) }, withheld);
  const names = ['sent', 'delivered', 'read', 'confirmed', 'asked_to_move', 'cancelled', 'fallback'];
  const figure = (name, value) => h('div', {}, h('dt', {}, t(`f_${name}`)), h('dd', {}, value));
  const told = (value) => (report ? String(value ?? 0) : '–');
  return [...names.map((name) => figure(name, told(report?.[name]))), figure('suppressed', withheld ? why() : told(0)),
    figure('free_left', told(report?.this_month?.service_free_left))];
}

/** What keeps messages from leaving, or soon may. */
function troubles() {
  const { senders = [], whatsapp } = state.senders ?? {};
  const { restricted_until: until, templates = [], warnings = [] } = whatsapp ?? {};
  const isRecent = (it) => new Date(state.clinic.now) - new Date(it.at) < WARNED_MS;
  const stopped = senders.filter((it) => it.stopped);
  const lines = [
    ...stopped.map((it) => t('sender_stopped', { channel: plain(it.channel), until: moment(it.stopped.until) })),
    ...(until ? [t('restricted', { until: ENDLESS.test(until) ? t('no_end') : untilWords(until) })] : []),
    ...templates.filter((it) => !it.usable).map((it) => t('template_rests', { ...it, why: templateWords(it.status) })),
    ...warnings.filter(isRecent).map((it) => warningWords(it.words)),
  ];
  return lines.length ? [h('ul', { class: 'troubles' }, lines.map((it) => h('li', {}, it)))] : [];
}

function caseRow(it) {
  const [, clock = ''] = (it.local_start ?? '').split('T');
  const where = elsewhere(it);
  const about = isVisit(it) ? inLine(it.practitioner, it.modality !== 'on_site' && it.modality && t(it.modality))
    : plain(it.topic);
  const steps = (it.steps ?? []).filter((step) => step.version === undefined || step.version === it.version);
  const told = steps.map((step) => `${plain(step.step)}: ${plain(outcome(step))}`).join(', ');
  return button({ class: 'row', 'data-do': 'open-case', 'data-id': it.id },
    h('span', { class: 'at' }, clock.slice(0, 5), where ? h('small', {}, where) : null),
    h('span', { class: 'who' }, h('span', { dir: 'auto' }, it.patient?.name || it.patient?.id || it.id),
      h('span', { class: 'soft' }, about || '\u00a0')),
    h('span', { class: 'dots', title: told }, steps.map((step) => mark(outcome(step))), unseen(told)),
    badge(standing(it)));
}

function drawStory() {
  if (!state.open) return;
  const it = state.story;
  if (!it) {
    lay($('case-body'), [dialogTop('case-title', state.open), empty('loading')]);
    return;
  }
  const modality = isVisit(it) && it.modality && t(it.modality);
  const topic = !isVisit(it) && plain(it.topic);
  const about = inLine(topic, localStart(it.local_start), elsewhere(it), it.practitioner, modality, it.site);
  const record = inLine(it.id, it.version > 1 && t('version', { n: it.version }));
  const key = (step) => `${step.version} ${step.step}`;
  const why = new Map((state.why?.steps ?? []).map((step) => [key(step), step]));
  const line = (entry) =>
    h('li', {}, h('span', { class: 'soft' }, moment(entry.at)), h('span', {}, happenedWords(entry)));
  const nothing = (words) => h('p', { class: 'soft' }, t(words));
  const steps = it.steps.map((step) => stepPart(step, why.get(key(step)), it.version));
  lay($('case-body'), [
    dialogTop('case-title', it.patient?.name || it.id, [h('p', { class: 'soft' }, about),
      h('p', {}, badge(standing(it)), ' ', h('span', { class: 'soft' }, record)),
      h('p', { class: 'states' }, state.talks.map(threadLink))]),
    ...stopsPart(state.talks),
    part('steps', steps.length ? steps : nothing('no_steps')),
    part('timeline',
      it.timeline.length ? h('ol', { class: 'timeline' }, it.timeline.map(line)) : nothing('no_timeline')),
  ]);
}

function stepPart(step, why, version) {
  const old = step.version !== undefined && step.version !== version;
  // What became of its messages stands at each of them.
  const told = step.reason && (step.state === 'grouped' || !step.messages?.length) ? reasonWords(step.reason) : null;
  return h('article', { class: old ? 'step old' : 'step', 'data-key': `${step.version} ${step.step}` },
    h('header', {}, mark(outcome(step)), h('b', {}, plain(step.step)),
      step.at ? h('span', { class: 'soft' }, moment(step.at)) : null,
      old ? h('span', { class: 'soft' }, t('version', { n: step.version })) : null, badge(outcome(step))),
    told ? h('p', { class: 'told' }, told) : null,
    (step.messages ?? []).map(messageLine),
    why?.gates?.length ? gateList(why.gates) : null);
}

function gateList(gates) {
  const told = ({ gate, reason, until }) =>
    inLine(gateWords(gate), reason && reasonWords(reason), until && untilWords(until));
  const line = (it) => h('li', {}, mark(it.verdict), h('span', {}, plain(it.verdict)), h('span', {}, told(it)));
  return h('details', { class: 'gates' },
    h('summary', {}, t('gates', { n: gates.length })), h('ul', {}, gates.map(line)));
}

function messageLine(it) {
  const price = typeof it.price === 'number' && `${it.currency ?? ''} ${numeral(it.price, PRICE_DECIMALS)}`.trim();
  const facts = inLine(it.segments && t('segments', { n: it.segments }), price);
  return h('div', { class: 'message', 'data-key': it.id }, h('b', {}, plain(it.channel)), badge(it.status),
    facts ? h('span', { class: 'soft' }, facts) : null, it.reason ? h('p', {}, reasonWords(it.reason)) : null,
    it.text ? h('p', { class: 'soft', dir: 'auto' }, it.text) : null);
}

function drawDialog() {
  const it = state.dialog;
  if (!it) return;
  const show = (title, ...content) =>
    lay($('result-body'), [dialogTop('result-title', title), h('div', { class: 'part' }, content)]);
  if (it.kind === 'reasons') {
    show(t('suppressed_why'), table([t('reason'), t('messages')], byReason(state.report?.suppressed ?? {})));
  } else if (it.kind === 'pause') {
    show(t('pause_messages'), pauseForm());
  } else if (it.kind === 'report') {
    show(t('report'), ...reportPart(it));
  } else if (!it.answer) {
    show(t('uploading', { name: it.name }), t('loading'));
  } else {
    const { accepted, rejected, warnings = [], ignored_columns: ignored = [] } = it.answer;
    const problems = (them) => table([t('row'), t('field'), t('reason')],
      them.map((row) => [row.index, fieldWords(row.field), wrongWords(row.reason)]));
    // A row with two things wrong stands there twice.
    const rows = (them) => new Set(them.map((row) => row.index)).size;
    const wrong = rows(rejected);
    show(t('upload_done', { n: accepted }),
      h('p', {}, wrong ? t('rejected', { n: wrong }) : t('all_good')), wrong ? problems(rejected) : null,
      ignored.length ? h('p', {}, t('ignored_columns', { names: ignored.join(', ') })) : null,
      warnings.length
        ? h('details', {}, h('summary', {}, t('warned', { n: rows(warnings) })), problems(warnings)) : null);
  }
}

function table(heads, rows) {
  return h('table', {}, h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell) => h('td', {}, String(cell ?? '')))))));
}

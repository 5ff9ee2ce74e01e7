// The report: what became of the visits of some days, what was said about them and what that cost, and what patients
// thought of them.

import { inWords } from './desk.js';
import { h } from './elements.js';
import { call, state, zone } from './state.js';
import { addDays, localDate } from './time.js';
import { numeral, reasonWords, t, topicWords } from './words.js';

// With today they are the most that may be asked for.
const DAYS_BEFORE = 30;

/** The days that are told of until others are asked for. */
export function lately() {
  const to = localDate(state.clinic.now, zone());
  return { from: addDays(to, -DAYS_BEFORE), to };
}

/** Asks for what the dialog tells: of `told`, `null` is on its way and `undefined` not to be had. */
export async function ask(dialog, { from, to }) {
  Object.assign(dialog, { from, to, told: null });
  const isAsked = () => dialog.from === from && dialog.to === to;
  const get = (what) => call('GET', `/v1/${what}?from=${from}&to=${to}`);
  try {
    const [report, { questionnaires }] = await Promise.all([get('report'), get('surveys')]);
    if (isAsked()) dialog.told = { ...report, questionnaires };
  } catch (error) {
    if (isAsked()) dialog.told = undefined;
    inWords(error);
  }
}

const share = (n, of) => (of ? `${numeral(n)} (${numeral(n / of, { style: 'percent' })})` : numeral(n));
const sum = (counts) => Object.values(counts).reduce((all, n) => all + n, 0);
/** Reasons and how often, the most frequent first. */
export const byReason = (counts) =>
  Object.entries(counts).sort((a, b) => b[1] - a[1]).map(([code, n]) => [reasonWords(code), numeral(n)]);

/** What is told, group by group: each has a title and lines of what and how much. */
export function groups(told) {
  const { states, slots, this_month: month } = told;
  const visits = told.cases - told.notices;
  const { missed = 0, arrived = 0, completed = 0 } = states;
  const came = arrived + completed;
  const money = (amount) => numeral(amount, { style: 'currency', currency: told.currency });
  const line = (name, value) => [t(`r_${name}`), typeof value === 'number' ? numeral(value) : value];
  return [
    [t('r_visits'), [line('all', visits), line('confirmed', share(told.confirmed, visits)),
      line('asked_to_move', told.asked_to_move), line('moved', told.moved),
      line('cancelled', share(told.cancelled, visits)), line('by_patient', told.cancelled_by_patient),
      line('unanswered', told.released), line('came', came), line('missed', share(missed, missed + came)),
      line('notices', told.notices)]],
    [t('r_slots'), slots.known ? ['freed', 'offered', 'filled', 'filled_from_waiting_list', 'days_gained']
      .map((it) => line(it, slots[it])) : []],
    [t('messages'), [line('sent', told.sent), line('delivered', share(told.delivered, told.sent)),
      line('read', share(told.read, told.sent)), line('fallback', told.fallback), line('waiting', told.waiting),
      line('suppressed', sum(told.suppressed))]],
    [t('suppressed_why'), byReason(told.suppressed)],
    [t('r_skipped'), byReason(told.skipped)],
    [t('r_cost'), [line('price', money(told.price)), line('sms_segments', told.sms_segments),
      line('spent', money(month.spent)), line('free_left', month.service_free_left)]],
    ...told.questionnaires.map(questionnaire),
  ].filter(([, lines]) => lines.length);
}

function questionnaire({ name, total, further }) {
  const { asked, answered, csat, nps } = total;
  const mean = (it) => numeral(it, { maximumFractionDigits: 1 });
  const satisfied = () => numeral(csat.satisfied, { style: 'percent' });
  return [t('r_survey', { name: topicWords(name) }), [
    [t('r_answered'), share(answered, asked)],
    ...(csat ? [[t('r_mean'), mean(csat.mean)], [t('r_satisfied'), satisfied()]] : []),
    ...(nps ? [['NPS', mean(nps.score)]] : []),
    ...(csat || nps || !answered ? [] : [[t('r_mean'), t('too_few')]]),
    ...further.filter((it) => it.mean !== null).map((it) => [topicWords(it.name), mean(it.mean)]),
  ]];
}

/** What stands in the dialog. */
export function reportPart({ from, to, told }) {
  const day = (name, value) => h('label', {}, t(name), h('input', { type: 'date', name, value, required: true }));
  const facts = (lines) => h('dl', { class: 'facts' }, lines.flatMap((it) => [h('dt', {}, it[0]), h('dd', {}, it[1])]));
  const group = ([title, lines]) => h('section', {}, h('h3', {}, title), facts(lines));
  return [
    h('form', { class: 'days', 'data-do': 'report' }, day('from', from), day('to', to),
      h('button', { class: 'main' }, t('show'))),
    ...(told ? groups(told).map(group) : [told === null && h('p', {}, t('loading'))]),
  ];
}

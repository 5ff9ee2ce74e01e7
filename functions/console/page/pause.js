// The clinic's pause: for a while nothing leaves that its patients have not asked for.

import { hasAccounts } from './account.js';
import { inWords } from './desk.js';
import { $, button, h } from './elements.js';
import { moment } from './parts.js';
import { call, state } from './state.js';
import { t } from './words.js';

const WHY_CHARS_MAX = 200;
const JSON_TYPE = 'application/json';

// The command that nobody knows the outcome of, and its key: given once more, it is the same one.
let last = {};

/** Gives the command in the name of whoever sits here; whether it was given. */
async function order(verb, more = {}) {
  const by = state.me || (!hasAccounts() && window.prompt(t('resume_who'))?.trim());
  if (!by) return false;
  const asks = JSON.stringify([verb, by, more]);
  if (last.asks !== asks) last = { asks, key: crypto.randomUUID() };
  await call('POST', `/v1/${verb}`, { by, ...more }, JSON_TYPE, last.key).catch(inWords);
  last = {};
  return true;
}

/** What its elements do, as in page.js. */
export const PAUSE_ACTIONS = {
  async pause(_, { elements: { until, why } }) {
    if (await order('pause', { until: until.value, why: why.value.trim() })) $('result').close();
  },
  'end-pause': () => order('resume'),
};

/** Until when the clinic has paused, why and by whom, and the way back; nothing while it has not. */
export function pausedPart() {
  const it = state.senders?.pause;
  return it ? [h('p', { class: 'troubles' }, t('paused', { ...it, until: moment(it.until), at: moment(it.at) }), ' ',
    button({ class: 'quiet', 'data-do': 'end-pause' }, t('end_pause')))] : [];
}

/** Where a pause is asked for: by the clinic's clock, which the interface goes by. */
export function pauseForm() {
  const field = (name, more) => h('label', {}, t(`pause_${name}`), h('input', { name, required: true, ...more }));
  return h('form', { 'data-do': 'pause' }, h('p', {}, t('pause_how')), field('until', { type: 'datetime-local' }),
    field('why', { maxlength: WHY_CHARS_MAX }), h('button', { class: 'main' }, t('pause_messages')));
}

// What is typed at the desk, and what is said about it there.

import { hasAccounts } from './account.js';
import { h } from './elements.js';
import { state } from './state.js';
import { t } from './words.js';

/** Longest name of who works at the desk. */
export const AGENT_CHARS_MAX = 64;

/** Who works at the desk; an account has its name. */
export function signature() {
  if (hasAccounts()) return null;
  const placeholder = t('your_name');
  return h('label', { class: 'with', 'data-key': 'me' }, t('signature'), ' ',
    h('input', { id: 'me', value: state.me, maxlength: AGENT_CHARS_MAX, autocomplete: 'nickname', placeholder }));
}

/** What the interface refused last. */
export const refusal = () =>
  h('p', { class: 'refused', role: 'alert', 'data-key': 'refused' }, state.desk.refused ?? '');

/** What a draft for what is open at the desk is kept under. */
export const draftName = (field) => `${field} ${state.desk.id}`;
/** What was typed there and not sent. */
export const typedBefore = (field) => state.drafts.get(draftName(field))?.text ?? '';

/**
 * Where something is typed that is not lost before it is sent. It takes any length: a browser would cut the end off
 * what is pasted, and say nothing.
 */
export function draftField(name, title, more = {}) {
  const words = t(title);
  const field = { name, 'data-draft': draftName(name), rows: 2, dir: 'auto', 'aria-label': words, placeholder: words };
  return h('textarea', { ...field, ...more }, typedBefore(name));
}

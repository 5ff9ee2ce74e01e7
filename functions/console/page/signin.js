// Signing in: the form that stands before everything while the interface takes no key of this tab; and signing out.
//
// What was open and what was typed stays as it is behind the form, unless the key is another clinic's.

import { $, h, lay } from './elements.js';
import { AGENT_CHARS_MAX } from './fields.js';
import { forgetKey, session, tryKey } from './session.js';
import { call, keepName, state } from './state.js';
import { otherLanguage, t } from './words.js';

const KEY_CHARS_MAX = 512;

let trouble = null;

/** Shows the form, or takes it away with what was typed into it. */
export function drawSignIn() {
  const box = $('sign-in');
  if (session.asks) {
    lay($('sign-in-body'), [form()]);
    if (!box.open) box.showModal();
  } else if (box.open) {
    box.close();
    lay($('sign-in-body'), []);
  }
}

function form() {
  const field = (title, attributes) => h('label', {}, t(title), h('input', { required: true, ...attributes }));
  const { lang, name } = otherLanguage();
  return h('form', { 'data-do': 'sign-in' },
    h('h2', { id: 'sign-in-title' }, state.clinic?.name ?? 'Pulso'),
    h('p', {}, t('sign_in_how')),
    field('key', { type: 'password', name: 'key', maxlength: KEY_CHARS_MAX, autocomplete: 'off', autofocus: true }),
    field('your_name', { name: 'name', value: state.me, maxlength: AGENT_CHARS_MAX, autocomplete: 'nickname' }),
    h('p', { class: 'refused', role: 'alert' }, trouble ?? (session.asks === 'first' ? '' : t(`key_${session.asks}`))),
    h('div', { class: 'with' }, h('button', { type: 'button', class: 'quiet', 'data-do': 'language', lang }, name),
      h('button', { class: 'main' }, t('sign_in'))));
}

/** What the form and the button do, as in page.js. */
export const SESSION_ACTIONS = {
  async 'sign-in'(_, { elements }) {
    const before = state.clinic?.id;
    trouble = null;
    keepName(elements.name.value);
    try {
      const clinic = await tryKey(elements.key.value.trim(), () => call('GET', '/v1/clinic'));
      // Nothing of the clinic before may be seen with this key.
      if (clinic && before && clinic.id !== before) window.location.reload();
    } catch (error) {
      if (!error.signedOut) trouble = error.message;
    }
  },
  'sign-out': () => {
    const isTyping = [...state.drafts.values()].some(({ text }) => text.trim());
    if (isTyping && !window.confirm(t('unsent_sure'))) return;
    forgetKey();
    keepName('');
    window.location.reload();
  },
};

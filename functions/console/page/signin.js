// Signing in: the form that stands before everything while the interface takes nothing of this tab; and signing out.
//
// What was open and what was typed stays as it is behind the form, unless the key is another clinic's. Who signs in
// with an account leaves for its issuer: what was typed comes back with them.

import { hasAccounts, leaveToSignIn, signOutThere, token } from './account.js';
import { $, button, h, lay } from './elements.js';
import { AGENT_CHARS_MAX } from './fields.js';
import { inTab } from './kept.js';
import { forgetKey, session, tryKey, workFor } from './session.js';
import { call, keepName, state } from './state.js';
import { otherLanguage, t } from './words.js';

const KEY_CHARS_MAX = 512;
const DRAFTS = 'drafts';

/** Shows the form, or takes it away with what was typed into it. */
export function drawSignIn() {
  const box = $('sign-in');
  if (session.asks) {
    lay($('sign-in-body'), [session.asks === 'clinic' ? clinicForm() : hasAccounts() ? accountForm() : keyForm()]);
    if (!box.open) box.showModal();
  } else if (box.open) {
    box.close();
    lay($('sign-in-body'), []);
  }
}

const field = (title, attributes) => h('label', {}, t(title), h('input', { required: true, ...attributes }));

function form(action, refusal, how, ...fields) {
  const { lang, name } = otherLanguage();
  return h('form', { 'data-do': action, 'data-key': action },
    h('h2', { id: 'sign-in-title' }, state.clinic?.name ?? 'Pulso'),
    h('p', {}, t(how)), ...fields,
    h('p', { id: 'sign-in-refused', class: 'refused', role: 'alert' }, session.trouble ?? (refusal ? t(refusal) : '')),
    h('div', { class: 'with' }, button({ class: 'quiet', 'data-do': 'language', lang }, name),
      h('button', { class: 'main', autofocus: true }, t(action === 'leave' ? 'sign_out' : 'sign_in'))));
}

const keyForm = () => form('sign-in', session.asks !== 'first' && `key_${session.asks}`, 'sign_in_how',
  field('key', { type: 'password', name: 'key', maxlength: KEY_CHARS_MAX, autocomplete: 'off', autofocus: true,
    'aria-describedby': 'sign-in-refused', 'aria-invalid': session.asks === 'wrong' && 'true' }),
  field('your_name', { name: 'name', value: state.me, maxlength: AGENT_CHARS_MAX, autocomplete: 'nickname' }));

const accountForm = () => form('sign-in-account', session.asks !== 'first' && 'account_ended', 'account_how');

function clinicForm() {
  const { clinics } = session;
  if (!clinics.length) return form('leave', 'account_of_none', 'account_is', h('strong', {}, state.me));
  return form('choose-clinic', null, 'which_clinic', h('label', {}, t('clinic'),
    h('select', { name: 'clinic', autofocus: true }, clinics.map(({ id, name }) => h('option', { value: id }, name)))));
}

/** The clinic that was worked for when they were kept, and what was open at its desk. */
let draftsClinic = null;
let deskBefore = null;
const clinicBefore = () => state.clinic?.id ?? draftsClinic;

/** Takes what was typed before this tab left the page. */
export function takeDrafts() {
  const { clinic = null, typed = [], desk = null } = JSON.parse(inTab.get(DRAFTS)) ?? {};
  draftsClinic = clinic;
  deskBefore = desk;
  state.drafts = new Map(typed);
  inTab.set(DRAFTS, null);
}

/** What was open at the desk of this clinic then; once. */
export function takeDesk() {
  const it = state.clinic?.id === draftsClinic ? deskBefore : null;
  if (state.clinic) deskBefore = null;
  return it;
}

/** Forgets what was typed, and what was open: it is somebody else's. */
export function forgetDrafts() {
  state.drafts.clear();
  state.desk = null;
  deskBefore = null;
}

/** Keeps it while the tab is out of sight: loaded again, left for another page, or put away by a phone. */
export function keepDrafts() {
  const isAway = document.visibilityState === 'hidden';
  const { kind, id } = state.desk ?? deskBefore ?? {};
  const kept = { clinic: clinicBefore(), typed: [...state.drafts], desk: id && { kind, id } };
  inTab.set(DRAFTS, isAway ? JSON.stringify(kept) : null);
}

const isTyping = () => [...state.drafts.values()].some(({ text }) => text.trim());

/** Says in the form what `work` failed by. */
async function tried(work) {
  session.trouble = null;
  try {
    await work();
  } catch (error) {
    if (!error.signedOut) session.trouble = error.message;
  }
}

async function leave() {
  const hadAccount = Boolean(token());
  keepName('');
  forgetDrafts();
  forgetKey();
  if (hadAccount) {
    if (await signOutThere()) return;
    window.alert(t('only_here'));
  }
  // Nothing of the clinic may be seen by whoever comes next.
  window.location.reload();
}

/** What the form and the button do, as in page.js. */
export const SESSION_ACTIONS = {
  'sign-in': (_, { elements }) => tried(async () => {
    const before = clinicBefore();
    keepName(elements.name.value);
    const clinic = await tryKey(elements.key.value.trim(), () => call('GET', '/v1/clinic'));
    // Nothing of the clinic before may be seen with this key.
    if (clinic && before && clinic.id !== before) {
      forgetDrafts();
      window.location.reload();
    }
  }),
  'sign-in-account': () => tried(leaveToSignIn),
  'other-clinic': () => { session.asks = 'clinic'; },
  'choose-clinic': (_, { elements }) => {
    workFor(elements.clinic.value);
    // Nor of the clinic before with another one open.
    if (!state.clinic || state.clinic.id === elements.clinic.value) return;
    window.location.reload();
  },
  leave,
  async 'sign-out'() {
    if (isTyping() && !window.confirm(t('unsent_sure'))) return;
    await leave();
  },
};

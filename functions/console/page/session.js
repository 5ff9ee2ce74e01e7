// Who is signed in: with the clinic's key, typed once, or with an account. Either is kept in this tab alone and leaves
// it only as a header of the page's own calls.

import { comeBack, findAccounts, forgetToken, hasAccounts, renew, token } from './account.js';
import { inTab } from './kept.js';

const KEY = 'clinic_key';
const CLINIC = 'clinic';
/** What a header can carry; a key of anything else is nobody's. */
const CAN_BE_SENT = /^[\x21-\x7e]+$/;

let key = inTab.get(KEY);
let clinic = inTab.get(CLINIC);
let isKnown = false;

/**
 * `asks`: why whoever sits here is asked to sign in (`first`, `ended` or `wrong`), or which of the `clinics` of their
 * account they work for (`clinic`); null while nobody is. `trouble`: what the issuer said against it. `isOwn`: whether
 * who works here signed in.
 */
export const session = { asks: null, trouble: null, isOwn: Boolean(key ?? token()), clinics: [] };

/** The header of a call; without a key none, since whatever stands between may add one. */
const authorization = () => {
  const bearer = hasAccounts() ? token() : key;
  return bearer ? { authorization: `Bearer ${bearer}` } : {};
};

/** Whether a path is of the interface. */
export const isOurs = (path) => /^[/](v1|staff)[/]/.test(path);

/** Where a call of the interface goes, and the headers that it needs. Others go where they say. */
export async function addressed(path) {
  if (hasAccounts() && path.startsWith('/v1/')) {
    await renew();
    return { address: `/staff/${encodeURIComponent(clinic)}${path}`, headers: authorization() };
  }
  return { address: path, headers: isOurs(path) ? authorization() : {} };
}

/** Uses a key that nobody typed. */
export function useKey(given) {
  key = given;
}

/** Uses what was typed for as long as `works` finds nothing against it, and keeps it if it does. */
export async function tryKey(typed, works) {
  if (!CAN_BE_SENT.test(typed)) {
    session.asks = 'wrong';
    return null;
  }
  key = typed;
  try {
    const answer = await works();
    Object.assign(session, { asks: null, isOwn: true });
    inTab.set(KEY, typed);
    return answer;
  } catch (error) {
    key = null;
    throw error;
  }
}

/** Finds out, once, whether there are accounts and whose this tab is; `me` asks the interface who they are. */
export async function begin(me) {
  if (isKnown) return;
  await findAccounts();
  if (hasAccounts()) await findClinic(me);
  isKnown = true;
}

async function findClinic(me) {
  try {
    await comeBack();
  } catch (error) {
    session.trouble = error.message;
  }
  if (!token()) {
    session.asks = 'first';
    return;
  }
  const { clinics } = await me();
  Object.assign(session, { isOwn: true, clinics });
  if (clinics.some((it) => it.id === clinic)) return;
  if (clinics.length === 1) workFor(clinics[0].id);
  else session.asks = 'clinic';
}

/** Works for one of the clinics of the account. */
export function workFor(id) {
  clinic = id;
  inTab.set(CLINIC, id);
  session.asks = null;
}

/** The account opens the clinic no more: another one is chosen, if there is one. */
export function shutOut() {
  const clinics = session.clinics.filter((it) => it.id !== clinic);
  Object.assign(session, { asks: 'clinic', clinics });
}

/** Forgets the key, unless it is not the one that a call was refused with any more. */
export function refused({ authorization: used }) {
  if (used !== authorization().authorization || (session.asks && !used)) return;
  session.asks = session.asks && !hasAccounts() ? 'wrong' : used ? 'ended' : 'first';
  forgetKey();
}

/** Forgets who is signed in. */
export function forgetKey() {
  key = null;
  session.isOwn = false;
  inTab.set(KEY, null);
  inTab.set(CLINIC, null);
  forgetToken();
}

// The clinic's key: typed once, kept in this tab alone. It leaves this file only as a header of the page's own calls.

import { inTab } from './kept.js';

const KEY = 'clinic_key';
/** What a header can carry; a key of anything else is nobody's. */
const CAN_BE_SENT = /^[\x21-\x7e]+$/;

let key = inTab.get(KEY);

/**
 * `asks`: why whoever sits here is asked for the key (`first`, `ended` or `wrong`); null while nobody is. `typed`:
 * whether the key that is used was typed here.
 */
export const session = { asks: null, typed: Boolean(key) };

/** The header of a call; without a key none, since whatever stands between may add one. */
export const authorization = () => (key ? { authorization: `Bearer ${key}` } : {});

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
    Object.assign(session, { asks: null, typed: true });
    inTab.set(KEY, typed);
    return answer;
  } catch (error) {
    key = null;
    throw error;
  }
}

/** Forgets the key, unless it is not the one that a call was refused with any more. */
export function refused({ authorization: used }) {
  if (used !== authorization().authorization || (session.asks && !used)) return;
  session.asks = session.asks ? 'wrong' : used ? 'ended' : 'first';
  forgetKey();
}

/** Forgets the key. */
export function forgetKey() {
  key = null;
  session.typed = false;
  inTab.set(KEY, null);
}

// Accounts: signing in at an OpenID Connect issuer (authorization code with PKCE), for a page that can keep no secret.
//
// Guarantees: a token is taken only for a sign-in that began in this tab; it stays in the tab. Its signature is not
// checked here: it comes from the issuer itself, and the gateway checks it at every call.

import { inTab } from './kept.js';
import { t } from './words.js';

const TOKENS = 'tokens';
const BEGUN = 'sign_in';
const SCOPE = 'openid profile email';
/** A token with less than this left is renewed before it is used. */
const SPARE_MS = 60_000;
const ANSWER_MS = 40_000;
const RETURN_TO = `${window.location.origin}/desk`;

/** Where accounts are: the issuer and as whom this page asks it; null where there are none. */
let accounts = null;
let tokens = JSON.parse(inTab.get(TOKENS));
let renewing = null;

/** Whether staff have accounts here. */
export const hasAccounts = () => Boolean(accounts);
/** The token of who signed in. */
export const token = () => tokens?.id_token ?? null;

/** What an address answers; an answer that is not a success becomes an error in words. */
async function json(address, asked) {
  const unreachable = () => { throw new Error(t('unreachable')); };
  const signal = AbortSignal.timeout(ANSWER_MS);
  const response = await fetch(address, { cache: 'no-store', signal, ...asked }).catch(unreachable);
  const answer = await response.json().catch(unreachable);
  if (response.ok) return answer;
  const { error, error_description, message } = answer;
  throw new Error(error_description ?? error?.message ?? error ?? message ?? t('status', { n: response.status }));
}

/** Asks where accounts are. */
export async function findAccounts() {
  accounts = await json('/desk/accounts.json');
}

const configuration = () => json(`${accounts.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const claimsOf = (jwt) => JSON.parse(atob(jwt.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));

/** Leaves, and leaves nothing behind that the browser's way back would show. */
function leaveTo(address, asked) {
  const target = new URL(address);
  for (const [name, value] of Object.entries(asked)) target.searchParams.set(name, value);
  window.location.replace(target);
}

/** Leaves for the issuer, which sends whoever signs in back here. */
export async function leaveToSignIn() {
  const { authorization_endpoint } = await configuration();
  const [state, nonce, verifier] = [random(), random(), random()];
  inTab.set(BEGUN, JSON.stringify({ state, nonce, verifier }));
  if (!inTab.get(BEGUN)) throw new Error(t('keeps_nothing'));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  leaveTo(authorization_endpoint, {
    response_type: 'code', client_id: accounts.client_id, redirect_uri: RETURN_TO, scope: SCOPE, state, nonce,
    code_challenge: base64url(new Uint8Array(digest)), code_challenge_method: 'S256',
  });
}

/** Takes the token of whoever comes back from the issuer. */
export async function comeBack() {
  const answer = new URLSearchParams(window.location.search);
  const state = answer.get('state');
  if (!state) return;
  const begun = JSON.parse(inTab.get(BEGUN));
  inTab.set(BEGUN, null);
  window.history.replaceState(null, '', RETURN_TO);
  // An address that somebody else made, or one that was used before.
  if (state !== begun?.state) return;
  const code = answer.get('code');
  if (!code) throw new Error(answer.get('error_description') ?? answer.get('error'));
  const grant = { grant_type: 'authorization_code', code, redirect_uri: RETURN_TO, code_verifier: begun.verifier };
  await takeTokens(grant, ({ nonce }) => nonce === begun.nonce);
}

async function takeTokens(grant, isOurs) {
  const before = tokens;
  const { token_endpoint } = await configuration();
  const body = new URLSearchParams({ client_id: accounts.client_id, ...grant });
  const { id_token, refresh_token = tokens?.refresh_token } = await json(token_endpoint, { method: 'POST', body });
  const claims = claimsOf(id_token);
  if (!isOurs(claims)) throw new Error('nonce');
  // Who signed out meanwhile stays out.
  if (tokens !== before) return;
  // By this computer's clock, which may be wrong, only how long is counted.
  const ends_at = Date.now() + (claims.exp - claims.iat) * 1_000;
  tokens = { id_token, refresh_token, ends_at };
  inTab.set(TOKENS, JSON.stringify(tokens));
}

/** Renews a token that is about to end, if the issuer gave something to do it with; else who has it signs in again. */
export async function renew() {
  if (!tokens?.refresh_token || Date.now() < tokens.ends_at - SPARE_MS) return;
  const grant = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
  renewing ??= takeTokens(grant, () => true).catch(() => {}).finally(() => { renewing = null; });
  await renewing;
}

/** Forgets the token. */
export function forgetToken() {
  tokens = null;
  inTab.set(TOKENS, null);
}

/**
 * Leaves to sign out at the issuer too, or the next one at this computer would be let in as who was here; false where
 * that cannot be. No token goes along as a hint: it still holds, and addresses are kept in histories and logs.
 */
export async function signOutThere() {
  const { end_session_endpoint } = await configuration().catch(() => ({}));
  if (!end_session_endpoint) return false;
  // `logout_uri` is what Amazon Cognito calls the address to come back to.
  const back = { post_logout_redirect_uri: RETURN_TO, logout_uri: RETURN_TO };
  leaveTo(end_session_endpoint, { client_id: accounts.client_id, ...back });
  return true;
}

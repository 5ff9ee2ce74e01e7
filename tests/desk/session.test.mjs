import { asked, turn } from './browser.mjs';
import assert from 'node:assert/strict';
import test from 'node:test';
import { addressed, session, tryKey, useKey } from '../../functions/console/page/session.js';
import { call, list, state } from '../../functions/console/page/state.js';

/** Answers what is asked next. */
async function answering(status, json) {
  await turn();
  asked.at(-1).answer(status, json);
}

test('the key goes with the interface’s own calls and with no others', async () => {
  useKey('k1');
  const bearer = { authorization: 'Bearer k1' };
  assert.deepEqual(await addressed('/v1/threads'), { address: '/v1/threads', headers: bearer });
  assert.deepEqual(await addressed('/desk/accounts.json'), { address: '/desk/accounts.json', headers: {} });
  assert.deepEqual(await addressed('/v10/threads'), { address: '/v10/threads', headers: {} });
});

test('a key that no header can carry is not tried', async () => {
  assert.equal(await tryKey('clave con espacios', () => assert.fail('it was tried')), null);
  assert.equal(session.asks, 'wrong');
  session.asks = null;
});

test('a list is read to its end, and names are kept', async () => {
  useKey('k1');
  const listing = list('/v1/tickets?state=open', 'tickets');
  await answering(200, { tickets: [1], names: { p1: 'Ana' }, next: '4:ab c' });
  await answering(200, { tickets: [2], names: { p2: 'Eva' }, next: null });
  assert.deepEqual(await listing, { entries: [1, 2], cut: false });
  assert.equal(asked.at(-1).address, '/v1/tickets?state=open&after=4%3Aab%20c');
  assert.deepEqual([state.names.get('p1'), state.names.get('p2')], ['Ana', 'Eva']);
});

test('an error has the interface’s code and words, or API Gateway’s', async () => {
  const refused = assert.rejects(call('GET', '/v1/cases'), { code: 'invalid_date', why: 'no date' });
  await answering(400, { error: { code: 'invalid_date', message: 'no date' } });
  await refused;
  const throttled = assert.rejects(call('GET', '/v1/cases'), { code: undefined, why: 'Too Many Requests' });
  await answering(429, { message: 'Too Many Requests' });
  await throttled;
});

test('a key that is valid no more is forgotten, and asked for anew', async () => {
  useKey('k1');
  const ended = assert.rejects(call('GET', '/v1/clinic'), { signedOut: true });
  await answering(401, { error: { code: 'unauthorized', message: 'a key is needed' } });
  await ended;
  assert.equal(session.asks, 'ended');
  assert.deepEqual(await addressed('/v1/clinic'), { address: '/v1/clinic', headers: {} });
});

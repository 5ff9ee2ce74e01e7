import { asked, turn } from './browser.mjs';
import assert from 'node:assert/strict';
import test from 'node:test';
import { addressed, session, tryKey, useKey } from '../../functions/console/page/session.js';
import { askWhoWaits, call, isDue, list, pace, state } from '../../functions/console/page/state.js';
import { speak } from '../../functions/console/page/words.js';

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
  const unknown = assert.rejects(call('GET', '/v1/cases'), { code: undefined, why: 'Not Found' });
  await answering(404, { message: 'Not Found' });
  await unknown;
});

test('whoever cannot answer now, and whoever answers in its place, is told of in words', async () => {
  speak('es');
  const says = async (words, answer) => {
    const failed = assert.rejects(call('POST', '/v1/threads/t/reply', { text: 'Hola' }), ({ message, code }) => {
      assert.match(message, words);
      return code === undefined;
    });
    await turn();
    answer(asked.at(-1));
    await failed;
  };
  const own = { error: { code: 'unavailable', message: 'the store is not available; try again' } };
  await says(/no puede contestar ahora \(503\)/, (it) => it.answer(503, own));
  const throttled = { message: 'Too Many Requests' };
  await says(/no puede contestar ahora \(429\)/, (it) => it.answer(429, throttled, { 'retry-after': '120' }));
  assert.equal(pace.rest, 120_000);
  await says(/no puede contestar ahora \(502\)/, (it) => it.answerPage(502));
  // As a network does that wants a sign-in of its own: nothing was taken.
  await says(/^Contestó otra página en lugar de Pulso \(200\)/, (it) => it.answerPage(200));
  await says(/^Contestó otra página en lugar de Pulso \(403\)/, (it) => it.answerPage(403));
  await says(/^El servidor no contesta\./, (it) => it.breaks());
});

test('nothing is waited for without end', async (context) => {
  const limits = [];
  context.mock.method(AbortSignal, 'timeout', (ms) => limits.push(ms));
  for (const [body, type] of [[{}], ['"a file"', 'application/octet-stream']]) {
    const calling = call('POST', '/v1/agenda', body, type);
    await answering(200, {});
    await calling;
  }
  assert.deepEqual(limits, [40_000, 300_000]);
});

test('what is due does not wait for a computer whose clock was put back', async (context) => {
  const asking = askWhoWaits();
  await answering(200, { threads: [], names: {}, next: null });
  await asking;
  assert.equal(isDue('title'), false);
  const later = performance.now() + pace.title;
  context.mock.method(Date, 'now', () => 0);
  context.mock.method(performance, 'now', () => later);
  assert.equal(isDue('title'), true);
});

test('a key that is valid no more is forgotten, and asked for anew', async () => {
  useKey('k1');
  const ended = assert.rejects(call('GET', '/v1/clinic'), { signedOut: true });
  await answering(401, { error: { code: 'unauthorized', message: 'a key is needed' } });
  await ended;
  assert.equal(session.asks, 'ended');
  assert.deepEqual(await addressed('/v1/clinic'), { address: '/v1/clinic', headers: {} });
});

import './browser.mjs';
import assert from 'node:assert/strict';
import test from 'node:test';
import { draftOf, isUnderWay, left, once } from '../../functions/console/page/drafts.js';
import { turn } from './browser.mjs';

test('each draft is another command', () => {
  const [one, other] = [draftOf('hola'), draftOf('hola')];
  assert.equal(one.text, 'hola');
  assert.notEqual(one.key, other.key);
});

test('what was sent is taken out of what is typed by then', () => {
  assert.equal(left('Hola.', 'Hola.'), '');
  assert.equal(left('Hola. ', 'Hola.\n'), '');
  assert.equal(left('Hola.\n¿Viene?', 'Hola. '), '¿Viene?');
  // Written anew.
  assert.equal(left('Buenos días.', 'Hola.'), 'Buenos días.');
  assert.equal(left('', 'Hola.'), '');
});

test('a second press while the first is under way is none', async () => {
  let given = 0;
  let end;
  const give = () => { given += 1; return new Promise((resolve) => { end = resolve; }); };
  const first = once('reply', give);
  await once('reply', give);
  assert.deepEqual([given, isUnderWay('reply'), isUnderWay('note')], [1, true, false]);
  once('note', async () => { given += 10; });
  assert.equal(given, 11);
  end();
  await first;
  assert.equal(isUnderWay('reply'), false);
  once('reply', give);
  await turn();
  assert.equal(given, 12);
});

test('what failed may be given again', async () => {
  await assert.rejects(once('take', async () => { throw new Error('network'); }), /network/);
  assert.equal(isUnderWay('take'), false);
});

import { asked, turn } from './browser.mjs';
import assert from 'node:assert/strict';
import test from 'node:test';
import { find, foundNews, named, ofDay, only, search, type } from '../../functions/console/page/search.js';
import { state } from '../../functions/console/page/state.js';

const DAY = ['Ana Pérez', 'Mateo Ibáñez', 'Sofía Ibáñez', 'João Silva', null]
  .map((name, index) => ({ id: `a${index}`, patient: { id: `p${index}`, name } }));
const names = (typed) => named(DAY, typed).map((it) => it.patient.name);

test('a name narrows the day, in any spelling and order', () => {
  assert.deepEqual(names('perez'), ['Ana Pérez']);
  assert.deepEqual(names(' IBAÑ  so '), ['Sofía Ibáñez']);
  assert.deepEqual(names('joao'), ['João Silva']);
  assert.deepEqual(names('nadie'), []);
});

test('nothing, a number and an address leave the day as it is', () => {
  for (const typed of ['', '  ', '11 5555-0101', '+54 9 11', 'p1', 'ana@sol.example']) {
    assert.equal(named(DAY, typed).length, DAY.length, typed);
  }
});

test('of a day one state is shown alone, and all of it where it has none of that', () => {
  state.cases = ['booked', 'confirmed', 'booked'].map((it, index) => ({ id: `a${index}`, state: it }));
  state.only = 'booked';
  assert.deepEqual(ofDay().map((it) => it.id), ['a0', 'a2']);
  state.only = 'missed';
  assert.deepEqual([only(), ofDay().length], ['', 3]);
  Object.assign(state, { cases: null, only: '' });
  assert.deepEqual(ofDay(), []);
});

test('a number is asked for in a body and stands in no address', async () => {
  type('011 15-5555-0101');
  const finding = find();
  await turn();
  const { address, method, body, answer } = asked.at(-1);
  assert.deepEqual([method, address, body], ['POST', '/v1/find', { text: '011 15-5555-0101' }]);
  const found = { threads: [{ id: 'thr_1' }], appointments: [], names: { p0: 'Ana Pérez' } };
  answer(200, found);
  await finding;
  assert.deepEqual(search.found, found);
  assert.equal(state.names.get('p0'), 'Ana Pérez');
});

test('what was found by other words is not shown for those that are typed by then', async () => {
  type('a1');
  const finding = find();
  await turn();
  type('a12');
  asked.at(-1).answer(200, { threads: [], appointments: [{ id: 'a1' }], names: {} });
  await finding;
  assert.equal(search.found, null);
  type('  ');
  const before = asked.length;
  await find();
  assert.equal(asked.length, before, 'nothing is not asked for');
});

test('what was found is looked at again with everything else, until something else is typed', async () => {
  type('p0');
  assert.deepEqual(foundNews((it) => it), [null], 'nothing was asked for');
  search.found = { threads: [{ id: 'thr_1', state: 'waiting_for_person' }], appointments: [], names: {} };
  const [news] = foundNews((it) => it);
  await turn();
  const { address, body, answer } = asked.at(-1);
  assert.deepEqual([address, body], ['/v1/find', { text: 'p0' }]);
  answer(200, { threads: [{ id: 'thr_1', state: 'with_person' }], appointments: [], names: {} });
  await news;
  assert.equal(search.found.threads[0].state, 'with_person');
});

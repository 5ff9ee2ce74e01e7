import './browser.mjs';
import assert from 'node:assert/strict';
import test from 'node:test';
import { isVisit, localStart, namesOf, shortStart, standing, whyWords } from '../../functions/console/page/parts.js';
import { state } from '../../functions/console/page/state.js';
import { byStart } from '../../functions/console/page/time.js';
import { speak } from '../../functions/console/page/words.js';

speak('es');

test('a conversation is called by its people, each once, or by what is known of them', () => {
  state.names = new Map([['p1', 'Ana Pérez'], ['p2', 'Ana Pérez'], ['p3', 'Eva Pérez']]);
  assert.equal(namesOf({ patients: ['p1', 'p2', 'p3', 'p4'] }), 'Ana Pérez, Eva Pérez, p4');
  assert.equal(namesOf({ people: [{ id: 'p1', name: 'Ana' }, { id: 'p4', name: '' }], patients: [] }), 'Ana, p4');
  assert.equal(namesOf({ patients: [], identity: { address: '+5491155550199' } }), '+5491155550199');
  assert.equal(namesOf({ patients: [] }), 'Sin identificar');
});

test('visits are said by the clock of their place, which is named where it is another, and are in order', () => {
  state.clinic = { time_zone: 'America/Argentina/Buenos_Aires' };
  assert.equal(localStart('2026-12-04T10:30:00'), 'viernes, 4 de diciembre de 2026, 10:30');
  const here = { start: '2026-12-04T13:30:00Z', local_start: '2026-12-04T10:30:00', time_zone: state.clinic.time_zone };
  const west = { start: '2026-12-04T18:00:00Z', local_start: '2026-12-04T10:00:00', time_zone: 'America/Los_Angeles' };
  assert.match(shortStart(here), /^vie,? 4 dic 10:30$/);
  assert.match(shortStart(west), /^vie,? 4 dic 10:00 \(Los Angeles\)$/);
  assert.deepEqual([west, here].sort(byStart), [here, west]);
});

test('why somebody waits is told with since when, and with whom they are', () => {
  state.clinic = { time_zone: 'America/Argentina/Buenos_Aires' };
  const since = '2026-12-02T14:05:00Z';
  assert.match(whyWords({ reason: 'asked', since }), /^pidió hablar con alguien · desde mié,? 2 dic 11:05$/);
  assert.match(whyWords({ reason: null, since, agent: 'Marta' }), /^con Marta desde mié,? 2 dic 11:05$/);
  assert.equal(whyWords({ reason: null, since: null }), '');
});

test('a notice is no visit that is booked', () => {
  const due = { topic: 'payment_due', state: 'booked' };
  assert.deepEqual([isVisit(due), standing(due)], [false, 'notice']);
  assert.equal(standing({ ...due, state: 'cancelled' }), 'withdrawn');
  assert.equal(standing({ topic: 'appointment', state: 'cancelled' }), 'cancelled');
});

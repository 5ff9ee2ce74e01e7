import { asked, turn } from './browser.mjs';
import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { ask, byReason, groups, lately } from '../../functions/console/page/report.js';
import { state } from '../../functions/console/page/state.js';
import { speak } from '../../functions/console/page/words.js';

const REPORT = {
  cases: 12, notices: 2, states: { booked: 3, confirmed: 2, completed: 3, missed: 1, cancelled: 3 }, confirmed: 4,
  asked_to_move: 1, moved: 1, cancelled: 3, cancelled_by_patient: 2, released: 1, messages: 20, sent: 18, delivered: 9,
  read: 9, fallback: 4, waiting: 0, suppressed: { opted_out: 1, cap: 1 }, skipped: {}, grouped: 0, sms_segments: 4,
  price: 1234.5, currency: 'USD', slots: { known: 0 }, this_month: { spent: 2, service_free_left: 990 },
};
const ANSWERS = { asked: 8, answered: 6, csat: { mean: 4.25, satisfied: 0.5 }, nps: null, reason: null };
const VISIT = { name: 'visit', total: ANSWERS, further: [{ name: 'waiting', mean: null }] };
const told = { ...REPORT, questionnaires: [VISIT] };
const line = (title, name) => {
  const [, lines] = groups(told).find((it) => it[0] === title);
  return lines.find((it) => it[0] === name)?.[1].replaceAll('\u00a0', ' ');
};

beforeEach(() => {
  asked.length = 0;
  speak('es');
  state.clinic = { now: '2026-12-03T02:00:00Z', time_zone: 'America/Argentina/Buenos_Aires' };
});

test('the days before are told of, by the calendar of the clinic', () => {
  assert.deepEqual(lately(), { from: '2026-11-02', to: '2026-12-02' });
});

test('notices are no visits, and shares are of what they are a part of', () => {
  assert.equal(line('Citas', 'en total'), '10');
  assert.match(line('Citas', 'confirmaron'), /^4 \(40 ?%\)$/);
  assert.match(line('Citas', 'faltaron'), /^1 \(25 ?%\)$/, 'of those who came or did not');
  assert.match(line('Mensajes', 'entregados'), /^9 \(50 ?%\)$/);
  assert.equal(line('Mensajes', 'retenidos'), '2');
  assert.equal(line('Costo', 'de los mensajes de estos días'), 'US$ 1.234,50');
  assert.equal(line('Encuesta: la visita', 'promedio'), '4,3');
  assert.equal(line('Encuesta: la visita', 'tiempo de espera'), undefined, 'nobody said');
});

test('what there is nothing of is left out', () => {
  const titles = groups(told).map((it) => it[0]);
  assert.deepEqual(titles, ['Citas', 'Mensajes', 'Por qué no se enviaron', 'Costo', 'Encuesta: la visita']);
  assert.deepEqual(byReason({ cap: 1, opted_out: 3 }).map((it) => it[1]), ['3', '1']);
});

test('of two questions the last one is told, and what is refused is said in words', async () => {
  const dialog = {};
  const first = ask(dialog, { from: '2026-11-01', to: '2026-11-02' });
  await turn();
  const second = ask(dialog, { from: '2026-11-03', to: '2026-11-04' });
  await turn();
  assert.deepEqual(asked.map((it) => it.address), [
    '/v1/report?from=2026-11-01&to=2026-11-02', '/v1/surveys?from=2026-11-01&to=2026-11-02',
    '/v1/report?from=2026-11-03&to=2026-11-04', '/v1/surveys?from=2026-11-03&to=2026-11-04',
  ]);
  for (const it of asked.slice(2)) it.answer(200, { cases: 2, questionnaires: [] });
  await second;
  for (const it of asked.slice(0, 2)) it.answer(200, { cases: 1, questionnaires: [] });
  await first;
  assert.equal(dialog.told.cases, 2);
  const third = ask(dialog, { from: '2026-12-02', to: '2026-11-01' });
  await turn();
  for (const it of asked.slice(4)) it.answer(400, { error: { code: 'invalid_range', message: '1 to 31 days' } });
  await assert.rejects(third, /31 días como máximo/);
  assert.equal(dialog.told, undefined);
});

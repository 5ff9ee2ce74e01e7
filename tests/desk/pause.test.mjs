import { asked, turn } from './browser.mjs';
import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { PAUSE_ACTIONS } from '../../functions/console/page/pause.js';
import { state } from '../../functions/console/page/state.js';
import { speak } from '../../functions/console/page/words.js';

speak('es');

let closed = 0;
document.getElementById = () => ({ close: () => { closed += 1; } });

/** Presses the form's button. */
const press = () =>
  PAUSE_ACTIONS.pause({}, { elements: { until: { value: '2026-12-01T18:00' }, why: { value: ' feriado ' } } });

beforeEach(() => {
  asked.length = 0;
  closed = 0;
  state.me = 'Marta';
});

test('a pause is asked for by the clock of the clinic, in the name of whoever sits here', async () => {
  const pressed = press();
  await turn();
  const [{ method, address, body }] = asked;
  assert.deepEqual([method, address], ['POST', '/v1/pause']);
  assert.deepEqual(body, { by: 'Marta', until: '2026-12-01T18:00', why: 'feriado' });
  assert.equal(closed, 0, 'the form stays until it is answered');
  asked[0].answer(200, {});
  await pressed;
  assert.equal(closed, 1);
  const ended = PAUSE_ACTIONS['end-pause']();
  await turn();
  assert.deepEqual([asked[1].address, asked[1].body], ['/v1/resume', { by: 'Marta' }]);
  asked[1].answer(200, {});
  await ended;
});

test('a pause of unknown outcome is given again under its key, and another one under its own', async () => {
  const keys = [];
  const given = async (end) => {
    const pressed = press();
    await turn();
    const it = asked.at(-1);
    keys.push(it.headers['idempotency-key']);
    end(it);
    await pressed.catch(() => {});
  };
  await given((it) => it.breaks());
  await given((it) => it.answer(503, {}));
  await given((it) => it.answer(200, {}));
  await given((it) => it.answer(200, {}));
  assert.ok(keys[0].length > 20);
  assert.deepEqual([keys[1], keys[2]], [keys[0], keys[0]]);
  assert.notEqual(keys[3], keys[0]);
});

test('what is refused is said in words, and what was typed stays', async () => {
  const pressed = press();
  await turn();
  asked[0].answer(400, { error: { code: 'invalid_pause', message: '`until` is ahead, and at most 7 days' } });
  await assert.rejects(pressed, /^Error: .* tiene que terminar más adelante, en 7 días como máximo\.$/);
  assert.equal(closed, 0);
});

test('nobody pauses without a name', async () => {
  state.me = '';
  window.prompt = () => null;
  await press();
  assert.deepEqual([asked.length, closed], [0, 0]);
  window.prompt = () => ' Luis ';
  const pressed = press();
  await turn();
  assert.equal(asked[0].body.by, 'Luis');
  asked[0].answer(200, {});
  await pressed;
});

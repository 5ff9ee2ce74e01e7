import { asked, fields, turn } from './browser.mjs';
import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { DESK_ACTIONS, keepTyped } from '../../functions/console/page/desk.js';
import { state } from '../../functions/console/page/state.js';

const NAME = 'text thr_1';
const HELD = { id: 'thr_1', state: 'with_person', agent: 'Marta' };

/** The field of the reply, and typing into it. */
const field = { value: '', dataset: { draft: NAME }, getAttribute: () => null };
function types(text) {
  field.value = text;
  keepTyped({ target: field });
}
/** Presses the button, as often as it is pressed. */
const press = () => DESK_ACTIONS.reply({}, { elements: { text: field } });

beforeEach(() => {
  asked.length = 0;
  fields.set(NAME, field);
  state.drafts.clear();
  Object.assign(state, { me: 'Marta', desk: { kind: 'threads', id: 'thr_1', it: { ...HELD }, refused: null } });
  field.value = '';
});

test('one press is one message, however often it is pressed and whatever is typed meanwhile', async () => {
  types('Hola Ana.');
  const first = press();
  press();
  types('Hola Ana. ¿Puede venir?');
  press();
  await turn();
  assert.deepEqual(asked.map((it) => it.body), [{ agent: 'Marta', text: 'Hola Ana.' }]);
  asked[0].answer(200, HELD);
  await first;
  assert.equal(field.value, '¿Puede venir?');
  const second = press();
  await turn();
  asked[1].answer(200, HELD);
  await second;
  assert.deepEqual(asked.map((it) => it.body.text), ['Hola Ana.', '¿Puede venir?']);
  const keys = new Set(asked.map((it) => it.headers['idempotency-key']));
  assert.equal(keys.size, 2, 'two messages are two commands');
  assert.deepEqual([field.value, state.drafts.size], ['', 0]);
  await press();
  assert.equal(asked.length, 2, 'nothing is not sent');
});

test('what was not answered is sent again as the same command', async () => {
  types('Hola Ana.');
  const first = press();
  await turn();
  asked[0].breaks();
  await assert.rejects(first);
  assert.equal(field.value, 'Hola Ana.');
  const again = press();
  await turn();
  asked[1].answer(200, HELD);
  await again;
  assert.equal(asked[0].headers['idempotency-key'], asked[1].headers['idempotency-key']);
  assert.equal(field.value, '');
});

test('a refusal is said, and what was typed stays', async () => {
  types('Hola Ana.');
  const refused = press();
  await turn();
  asked[0].answer(409, { error: { code: 'held_by_another', message: 'Luis holds it' } });
  await refused;
  assert.match(state.desk.refused, /otra persona|somebody else/);
  assert.deepEqual([field.value, state.drafts.get(NAME).text], ['Hola Ana.', 'Hola Ana.']);
});

test('what was written anew meanwhile stays whole', async () => {
  types('Hola Ana.');
  const first = press();
  await turn();
  types('Buenos días.');
  asked[0].answer(200, HELD);
  await first;
  assert.deepEqual([field.value, state.drafts.get(NAME).text], ['Buenos días.', 'Buenos días.']);
});

test('who has no name yet gives no command', async () => {
  state.me = '';
  types('Hola Ana.');
  await press();
  assert.equal(asked.length, 0);
  assert.ok(state.desk.refused);
});

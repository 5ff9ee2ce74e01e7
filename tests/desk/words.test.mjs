import './browser.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import {
  filled, handoverWords, happenedWords, heardWords, otherLanguage, plain, reasonWords, speak, t, templateWords,
  warningWords,
} from '../../functions/console/page/words.js';

const SOURCE = readFileSync(new URL('../../functions/console/page/words.js', import.meta.url), 'utf8');
const TABLES = [...SOURCE.matchAll(/^const ([A-Z]+) = (\{\n[^]*?^\});/gm)];

test('everything is said in both languages, with the same to fill in', () => {
  assert.ok(TABLES.length > 8, `${TABLES.length} tables`);
  const holes = (text) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
  for (const [, table, written] of TABLES) {
    for (const [key, texts] of Object.entries(Function(`return ${written}`)())) {
      assert.equal(texts.length, 2, `${table}.${key}`);
      assert.ok(texts.every((it) => it.trim()), `${table}.${key}`);
      assert.deepEqual(holes(texts[0]), holes(texts[1]), `${table}.${key}`);
    }
  }
});

test('a text is filled in, and what is not known is shown as it is', () => {
  speak('es');
  assert.equal(t('found', { threads: 1, visits: 0 }), 'Conversaciones: 1. Citas (4 semanas): 0.');
  assert.equal(t('unheard_of'), 'unheard_of');
  assert.equal(filled('{a} {b}', { a: '{b}' }), '{b} ');
  assert.equal(plain('confirmed'), 'Confirmada');
  assert.equal(plain('reminder_48h'), 'Recordatorio de 48 h');
  assert.equal(plain('a_step_of_theirs'), 'a step of theirs');
  assert.equal(plain(null), '');
  speak('en');
  assert.equal(plain('confirmed'), 'Confirmed');
  assert.deepEqual(otherLanguage(), { lang: 'es', name: 'Español' });
});

test('the kinds of what is no words are said, and words stay the patient’s', () => {
  speak('es');
  assert.equal(heardWords('[image] mirá esto'), '[imagen] mirá esto');
  assert.equal(heardWords('[image, text]'), '[imagen, texto]');
  assert.equal(heardWords('[c3]'), '[opción 3]');
  assert.equal(heardWords('llego [image]'), 'llego [image]');
});

test('what happened is said by its kind, and in the interface’s words where that is not known', () => {
  speak('es');
  const moved = { kind: 'moved', text: 'moved (version 2)', version: 2 };
  assert.equal(happenedWords(moved), 'cambió de horario (versión 2)');
  const failed = { kind: 'failed', step: 'reminder_48h', channel: 'sms', reason: 'bad_address', text: '' };
  assert.equal(happenedWords(failed), 'Recordatorio de 48 h: falló por SMS (el número no recibe mensajes)');
  const taken = { kind: 'offered', gone: true, slots: 2, text: '' };
  assert.match(happenedWords(taken), /ya estaba tomado.*: 2$/);
  assert.equal(happenedWords({ kind: 'sang', text: 'sang aloud' }), 'sang aloud');
});

test('reasons, handovers, templates and warnings have words, known or not', () => {
  speak('en');
  assert.equal(reasonWords('quiet_hours'), 'quiet hours');
  assert.equal(reasonWords('SOME_CODE'), 'some code');
  assert.equal(handoverWords('emergency'), 'possible emergency');
  assert.equal(templateWords('PAUSED'), 'paused by Meta');
  assert.equal(templateWords('APPROVED'), 'resting: Meta refused it a moment ago');
  assert.equal(templateWords('LIMIT_EXCEEDED'), 'limit exceeded');
  assert.equal(warningWords('security PIN_CHANGED'), 'Meta warns: security of the number (security PIN_CHANGED)');
});

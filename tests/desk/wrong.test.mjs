import './browser.mjs';
import assert from 'node:assert/strict';
import test from 'node:test';
import { fieldWords, wrongWords } from '../../functions/console/page/wrong.js';

test('what is wrong with a row is said in Spanish, with its values', () => {
  assert.equal(wrongWords('is missing'), 'falta');
  assert.equal(wrongWords('has 3 cells where the header has 12'), 'tiene 3 celdas, y el encabezado 12');
  assert.equal(
    wrongWords('is too short to be a phone number in AR (is the area code missing?)'),
    'es corto para un teléfono de AR (¿falta el código de área?)',
  );
});

test('so is each thing that a file lacks', () => {
  const told = wrongWords('has no column for: the date; the phone or the e-mail (a row at its top names the columns)');
  assert.match(told, /^no tiene columna para: la fecha; el teléfono o el correo \(/);
});

test('what is not known is shown as it is, and English stays', () => {
  assert.equal(wrongWords('is missing, or so'), 'is missing, or so');
  assert.equal(fieldWords('birth_date'), 'fecha de nacimiento');
  assert.equal(fieldWords('some_field'), 'some field');
  document.documentElement.lang = 'en';
  assert.equal(wrongWords('is missing'), 'is missing');
  assert.equal(fieldWords('birth_date'), 'birth date');
});

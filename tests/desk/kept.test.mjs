import { storage } from './browser.mjs';
import assert from 'node:assert/strict';
import test from 'node:test';
import { forAll, inTab } from '../../functions/console/page/kept.js';

test('a tab keeps what it is told until it is told nothing', () => {
  globalThis.sessionStorage = storage();
  assert.equal(inTab.get('name'), null);
  inTab.set('name', 'Marta');
  assert.equal(inTab.get('name'), 'Marta');
  inTab.set('name', null);
  assert.equal(inTab.get('name'), null);
});

test('a browser that keeps nothing is asked in vain, and nothing fails', () => {
  const refuses = () => { throw new Error('denied'); };
  Object.defineProperty(globalThis, 'localStorage', { get: refuses, configurable: true });
  forAll.set('language', 'es');
  assert.equal(forAll.get('language'), null);
});

import { storage } from './browser.mjs';
import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { draftOf } from '../../functions/console/page/drafts.js';
import { forgetDrafts, keepDrafts, takeDesk, takeDrafts } from '../../functions/console/page/signin.js';
import { state } from '../../functions/console/page/state.js';

/** Leaves the page, by being put away, loaded again or sent to sign in; and comes back. */
function leaveAndComeBack() {
  document.visibilityState = 'hidden';
  keepDrafts();
  Object.assign(state, { clinic: null, desk: null, drafts: new Map() });
  document.visibilityState = 'visible';
  takeDrafts();
}

beforeEach(() => {
  globalThis.sessionStorage = storage();
  const desk = { kind: 'threads', id: 'thr_1', it: { text: 'Hola' }, refused: null };
  Object.assign(state, { clinic: { id: 'sol' }, desk, drafts: new Map([['text thr_1', draftOf('Hola Ana')]]) });
});

test('what was typed and what was open comes back with whoever left the page', () => {
  leaveAndComeBack();
  assert.equal(state.drafts.get('text thr_1').text, 'Hola Ana');
  assert.equal(takeDesk(), null, 'nobody knows yet whose clinic it is');
  // Put away again before anything was answered.
  leaveAndComeBack();
  state.clinic = { id: 'sol' };
  assert.deepEqual(takeDesk(), { kind: 'threads', id: 'thr_1' });
  assert.equal(takeDesk(), null, 'once');
});

test('nothing that was open is opened for another clinic, or for whoever comes next', () => {
  leaveAndComeBack();
  state.clinic = { id: 'luna' };
  assert.equal(takeDesk(), null);
  Object.assign(state, { clinic: { id: 'sol' }, desk: { kind: 'threads', id: 'thr_1' } });
  forgetDrafts();
  leaveAndComeBack();
  state.clinic = { id: 'sol' };
  assert.deepEqual([takeDesk(), state.drafts.size], [null, 0]);
});

test('in sight nothing is kept', () => {
  leaveAndComeBack();
  keepDrafts();
  assert.equal(sessionStorage.getItem('drafts'), null);
});

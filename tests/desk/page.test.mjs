import './browser.mjs';
import assert from 'node:assert/strict';
import test from 'node:test';

test('the modules of the page fit together', async () => {
  const { start } = await import('../../functions/console/page/page.js');
  assert.equal(typeof start, 'function');
});

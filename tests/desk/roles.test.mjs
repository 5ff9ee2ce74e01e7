import './browser.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { DESK_ACTIONS } from '../../functions/console/page/desk.js';
import { PAUSE_ACTIONS } from '../../functions/console/page/pause.js';

const STYLE = readFileSync(new URL('../../functions/console/page/desk.css', import.meta.url), 'utf8');
/** What stands in the part of a conversation or a ticket that has what can be done with it. */
const IN_ACTS = ['take', 'return', 'reply', 'template', 'close', 'take-ticket', 'note', 'resolve'];

test('nobody is offered what their role does not let them do', () => {
  const [, ofReader, ofAgent] = STYLE.match(/\[data-role=reader\] :is\(([^]*?)\), ?(:is\([^]*?)\{ display: none !important; \}/);
  assert.match(ofReader, /\.acts\b/);
  const commands = [...Object.keys(DESK_ACTIONS), 'choose-file', 'resume']
    .filter((it) => it !== 'open-desk' && !IN_ACTS.includes(it));
  assert.deepEqual([...ofReader.matchAll(/data-do=([\w-]+)/g)].map(([, it]) => it).sort(), commands.sort());
  assert.deepEqual(Object.keys(PAUSE_ACTIONS), ['pause', 'end-pause']);
  assert.match(ofAgent, /^:is\(\[data-role=reader\], \[data-role=agent\]\) :is\(#pause, \[data-do=end-pause\]\)/);
});

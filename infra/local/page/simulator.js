// The local page: the clinic's desk (/desk/page.js), and around it the simulator: a clock that can be moved, and the
// patients' phones.

import { $ } from '/desk/elements.js';
import { start } from '/desk/page.js';
import { useKey } from '/desk/session.js';
import { call, pace } from '/desk/state.js';
import { draw } from '/desk/views.js';
import { learn, t } from '/desk/words.js';
import { drawSimulator, phonePath, sim } from './phones.js';
import { WORDS } from './words.js';

const HOUR_S = 3_600;

const actions = {
  async advance({ hours }) {
    Object.assign(sim, { busy: true, sent: null });
    draw();
    try {
      const moved = await call('POST', '/sim/clock', { advance_seconds: Number(hours) * HOUR_S });
      sim.sent = moved.messages_sent ?? 0;
      sim.order = new Map();
    } finally {
      sim.busy = false;
    }
  },
  view: ({ view }) => { document.body.dataset.view = view; },
  'open-phone': ({ phone }) => {
    if (phone !== sim.phone) Object.assign(sim, { phone, messages: null });
  },
  'close-phone': () => Object.assign(sim, { phone: null, messages: null }),
  async flip({ field }) {
    const { whatsapp, online, read_receipts, blocked } = sim.phones.find((it) => it.phone === sim.phone);
    const now = { whatsapp, online, read_receipts, blocked };
    await call('PUT', phonePath(sim.phone), { ...now, [field]: !now[field] });
  },
  tap: ({ message, button }) =>
    call('POST', phonePath(sim.phone, '/tap'), { message_id: message, button: Number(button) }),
  // The form itself is at Meta; its answers are typed here as name=value, e.g. `score=4 waiting=2`.
  async fill({ message }) {
    const typed = window.prompt(t('fill'), 'score=4');
    if (!typed) return;
    const pairs = typed.trim().split(/\s+/).map((it) => it.split('='));
    const answers = Object.fromEntries(pairs.filter((it) => it.length === 2));
    await call('POST', phonePath(sim.phone, '/fill'), { message_id: message, answers });
  },
  async type(_, form) {
    const text = form.elements.text.value.trim();
    if (!text) return;
    await call('POST', phonePath(sim.phone, '/type'), { text, channel: form.elements.channel.value });
    form.elements.text.value = '';
  },
};

/** Whose clinic this is: with simulated providers nobody is asked for its key. */
async function first() {
  const { providers, clinic_key } = await call('GET', '/sim/clock');
  sim.providers = providers;
  if (clinic_key) useKey(clinic_key);
}

function news(load) {
  if (sim.providers === 'real') return [];
  const { phone } = sim;
  return [
    load(call('GET', '/sim/phones'), (it) => {
      sim.phones = it;
      if (sim.order.size === 0) sim.order = phoneOrder();
    }),
    phone && load(call('GET', phonePath(phone, '/messages')), (it) => { if (phone === sim.phone) sim.messages = it; }),
  ];
}

/** Unread first. Made when the clock moves, not at every refresh, so that rows do not run from the pointer. */
function phoneOrder() {
  const weight = (it) => (it.unread ? 2 : 0) + (it.messages ? 1 : 0);
  const sorted = [...(sim.phones ?? [])].sort((a, b) => weight(b) - weight(a));
  return new Map(sorted.map((it, index) => [it.phone, index]));
}

$('filter').addEventListener('input', () => {
  sim.filter = $('filter').value;
  draw();
});
learn(WORDS);
// On one machine nothing costs, and whoever moves the clock wants to see what follows.
Object.assign(pace, { inbox: 2_000, agenda: 0, report: 0 });
start({ actions, first, news, draw: drawSimulator, isBusy: () => sim.busy });

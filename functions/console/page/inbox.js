// What waits for people of the clinic, above the agenda; and the drawer with the one that is open.

import { $, button, h, later, lay } from './elements.js';
import { state } from './state.js';
import { conversation } from './conversation.js';
import { ticket } from './ticket.js';
import { AT_END_PX, alarms, badge, dialogTop, empty, inLine, moment, nameOf, namesOf, whyWords } from './parts.js';
import { heardWords, plain, t, topicWords } from './words.js';

export function drawInbox() {
  const shows = (it) => JSON.stringify([state.language, (it.patients ?? [it.patient]).map(nameOf), it]);
  // Whoever waits is in sight until the reader closes it.
  const isNew = (title) => !document.querySelector(`[data-key=${title}]`);
  const group = (title, tone, entries, cut, line) => entries.length === 0 ? [] : [
    h('details', { class: 'inbox', 'data-tone': tone, 'data-key': title, open: title === 'threads' && isNew(title) },
      h('summary', {}, t(title, { n: entries.length }), ' ', entries.some((it) => it.urgent) ? badge('urgent') : null),
      h('ul', {}, entries.map((it) => later(it.id, shows(it), () => line(it))),
        cut ? h('li', {}, t('more', { n: entries.length })) : null))];
  lay($('inbox'), [
    ...group('threads', 'warn', state.threads ?? [], state.threadsCut, threadLine),
    ...group('held', 'calm', state.held, state.heldCut, threadLine),
    ...group('tickets', 'warn', state.tickets, state.ticketsCut, ticketLine),
  ]);
}

const entry = (kind, it, ...content) => h('li', { 'data-key': it.id },
  button({ 'data-do': 'open-desk', 'data-kind': kind, 'data-id': it.id }, ...content));

/** Leads to a conversation. */
export function threadLine(it) {
  const text = it.last?.at(-1)?.text;
  return entry('threads', it, h('b', {}, h('bdi', {}, namesOf(it))), ' ', alarms(it),
    text ? h('span', { class: 'said', dir: 'auto' }, `«${heardWords(text)}»`) : null,
    h('span', {}, whyWords(it) || plain(it.state)));
}

function ticketLine(it) {
  return entry('tickets', it, h('b', {}, h('bdi', {}, nameOf(it.patient))), ' ', alarms(it),
    h('span', {}, inLine(plain(`team_${it.team}`), topicWords(it.topic), it.owner,
      t('due', { at: moment(it.due_at) }))));
}

export function drawDesk() {
  if (!state.desk) return;
  const { kind, id, it } = state.desk;
  const box = $('desk');
  const bubbles = () => box.querySelectorAll('.bubble').length;
  const before = bubbles();
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX;
  const shown = () => (kind === 'threads' ? conversation(it) : ticket(it));
  const coming = () => [dialogTop('desk-title', t('loading')), empty('loading')];
  lay($('desk-body'), [h('div', { 'data-key': `${kind} ${id}` }, it ? shown() : coming())]);
  // What the focus comes to is not behind what stays in sight.
  for (const [name, part] of [['--head', '.top'], ['--foot', '.acts']]) {
    box.style.setProperty(name, `${box.querySelector(part)?.offsetHeight ?? 0}px`);
  }
  // The newest message is in view, unless the reader has scrolled up to older ones.
  if (bubbles() && (before === 0 || atEnd)) box.scrollTop = box.scrollHeight;
}

// Pieces that several views are made of.

import { button, h } from './elements.js';
import { cityOf, clockTime, longDay, shortDay } from './time.js';
import { state, zone } from './state.js';
import { handoverWords, plain, t } from './words.js';

/** How near to its end a list counts as read to the end. */
export const AT_END_PX = 40;

/** How a word of the interface looks. */
export const TONES = {
  booked: 'calm', confirmed: 'good', arrived: 'good', completed: '', cancelled: 'bad', missed: 'warn',
  planned: 'idle', released: 'calm', grouped: 'calm', skipped: '', replaced: '', queued: 'calm', sent: 'calm',
  delivered: 'good', read: 'good', failed: 'bad', suppressed: 'warn', expired: 'warn',
  pass: 'good', wait: 'calm', other_channel: 'warn', stop: 'bad',
  waiting_for_person: 'warn', with_person: 'calm', with_me: 'calm', assistant: '', urgent: 'bad', overdue: 'bad',
  high: 'warn',
  open: 'warn', in_progress: 'calm', resolved: 'good',
};

export const badge = (word) => h('span', { class: 'badge', 'data-tone': TONES[word] || null }, plain(word));
export const empty = (title, text, ...more) =>
  h('div', { class: 'empty' }, h('b', {}, t(title)), text ? t(text) : null, ...more);
export const unseen = (text) => h('span', { class: 'hidden' }, text);
export const time = (instant) => clockTime(instant, zone());
export const moment = (instant) => `${shortDay(instant, zone())} ${time(instant)}`;
/** The local time of an appointment in words. */
export const localStart = (start) => {
  const [date, clock = ''] = (start ?? '').split('T');
  return date && `${longDay(date)}, ${clock.slice(0, 5)}`;
};

/** Where a visit is, if the clock there is not the clinic's. */
export const elsewhere = (it) => it.time_zone && it.time_zone !== zone() && cityOf(it.time_zone);

/** When a visit is, short, and by the clock of which place. */
export const shortStart = (it) => {
  const [date, clock = ''] = it.local_start.split('T');
  const where = elsewhere(it);
  return `${shortDay(`${date}T12:00:00Z`, 'UTC')} ${clock.slice(0, 5)}${where ? ` (${where})` : ''}`;
};

/** Whether a case is a visit, and no notice of something else. */
export const isVisit = ({ topic }) => !topic || topic === 'appointment';
/** How a case stands: a notice stays booked until it is taken back. */
export const standing = (it) => (isVisit(it) ? it.state : it.state === 'cancelled' ? 'withdrawn' : 'notice');

/** Short facts in one line, those that there are. */
export const inLine = (...facts) => facts.filter(Boolean).join(' · ');
/** What makes a conversation or a ticket press. */
export const alarms = ({ urgent, severity, overdue }) =>
  [urgent && 'urgent', severity !== 'normal' && severity, overdue && 'overdue'].filter(Boolean).map(badge);

/** The head of a dialog, which stays in sight. */
export function dialogTop(id, title, under = null) {
  return h('div', { class: 'top' }, h('div', {}, h('h2', { id }, h('bdi', {}, title)), under),
    button({ class: 'icon', 'data-do': 'close-dialog', 'aria-label': t('close') }, '×'));
}

/** A part of a dialog under its title. */
export const part = (title, ...content) =>
  h('section', { class: 'part', 'data-key': title }, h('h3', {}, t(title)), ...content);

/** On which channels the people of these conversations want nothing, and the way back. */
export function stopsPart(talks) {
  const stops = talks.flatMap((it) => it.stopped.map((channel) => ({ thread: it.id, channel })));
  if (!stops.length) return [];
  const line = ({ thread, channel }) => h('li', {}, t('stopped_on', { channel: plain(channel) }), ' ',
    button({ class: 'quiet', 'data-do': 'resume', 'data-thread': thread, 'data-channel': channel,
      'aria-label': `${t('resume')}: ${plain(channel)}` }, t('resume')));
  return [part('stops', h('ul', {}, stops.map(line)))];
}

/** The dialog that all others are behind. */
export const dialogOnTop = () => [...document.querySelectorAll('dialog[open]')].at(-1);

/** The name of a patient, or else their id. */
export const nameOf = (patient) => state.names.get(patient) ?? patient;
/** Whom a conversation is with. Two records that became one have one name. */
export const namesOf = ({ people, patients, identity }) => {
  const names = people?.map((it) => it.name || it.id) ?? [...new Set(patients.map(nameOf))];
  return names.join(', ') || identity?.address || t('nobody_known');
};

/** Why a conversation needs a person, and since when it waits or somebody has it. */
export const whyWords = ({ reason, since, agent }) =>
  inLine(reason && handoverWords(reason), since && t(agent ? 'held_since' : 'since', { agent, at: moment(since) }));

/** Leads to a visit, by when it is. */
export const caseLink = (it) =>
  button({ class: 'quiet', 'data-do': 'open-case', 'data-id': it.id }, shortStart(it));

/** Leads to a conversation. */
export const threadLink = ({ id }) =>
  button({ class: 'quiet', 'data-do': 'open-desk', 'data-kind': 'threads', 'data-id': id },
    t('open_conversation'));

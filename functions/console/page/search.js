// The search of the desk: by name in the day on the screen, while it is typed; by number in all there is, when it is
// asked for. A telephone number is personal data: it goes in a body, and stands in no address.

import { $, button, h, lay } from './elements.js';
import { threadLine } from './inbox.js';
import { badge, nameOf, shortStart } from './parts.js';
import { call, state } from './state.js';
import { byStart } from './time.js';
import { t } from './words.js';

/** What was typed, and what was found by it; null while nothing was asked for. */
export const search = { typed: '', found: null };

/** Takes what is typed. */
export function type(text) {
  Object.assign(search, { typed: text, found: null });
}

const plainLetters = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Those of a day's cases whose patient has all that is typed in their name; all of them where it is no name. */
export function named(cases, typed) {
  const words = /[\d@]/.test(typed) ? [] : plainLetters(typed).split(/\s+/);
  return cases.filter(({ patient }) => words.every((it) => plainLetters(patient?.name ?? '').includes(it)));
}

/** The state alone that is shown of the day; none where no visit of it is in that. */
export const only = () => (state.cases?.some((it) => it.state === state.only) ? state.only : '');
/** What of the day is shown, before a name narrows it. */
export const ofDay = () => (state.cases ?? []).filter((it) => !only() || it.state === only());

/** Asks for what is behind a number. */
export async function find() {
  const { typed } = search;
  if (!typed.trim()) return;
  const found = await call('POST', '/v1/find', { text: typed });
  for (const [id, of] of Object.entries(found.names)) state.names.set(id, of);
  // What is typed by now is another one.
  if (typed === search.typed) search.found = found;
}

/** What was found is news like the rest; `load` is that of `refresh`. */
export const foundNews = (load) => [search.found && load(find(), () => {})];

export function drawSearch() {
  const { typed, found } = search;
  const { threads, appointments: visits } = found ?? { threads: [], appointments: [] };
  const isFound = threads.length + visits.length > 0;
  const shown = ofDay();
  const n = named(shown, typed).length;
  const isNarrowed = n < shown.length;
  const said = [
    isNarrowed && n > 0 && t('found_today', { n }),
    isFound && t('found', { threads: threads.length, visits: visits.length }),
    !isFound && (found || (isNarrowed && !n)) && t('found_none'),
  ];
  lay($('found-said'), [said.filter(Boolean).join(' ')]);
  lay($('found'), isFound ? [h('ul', {}, threads.map(threadLine), visits.sort(byStart).map(visitLine))] : []);
}

const visitLine = (it) => h('li', { 'data-key': it.id },
  button({ 'data-do': 'open-case', 'data-id': it.id }, h('b', {}, shortStart(it)), ' ',
    h('bdi', {}, nameOf(it.patient)), ' ', badge(it.state)));

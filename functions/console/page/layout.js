// What stands on the page before anything is known: the bar, the agenda, the drawers. Their words come with drawWords.

import { button, h } from './elements.js';
import { voices } from './news.js';

const brand = () => h('div', { class: 'brand' },
  h('img', { src: '/desk/icon.svg', width: 34, height: 34, alt: '' }),
  h('div', {}, h('h1', { id: 'clinic' }, 'Pulso'), h('p', { id: 'under', class: 'soft' }, '\u00a0')));

const session = () => h('div', { class: 'session' },
  button({ class: 'quiet', id: 'pause', 'data-do': 'open-pause', 'data-t': 'pause_messages' }),
  button({ class: 'quiet', id: 'other-clinic', 'data-do': 'other-clinic', 'data-t': 'other_clinic', hidden: true }),
  button({ class: 'quiet', id: 'sign-out', 'data-do': 'sign-out', 'data-t': 'sign_out', hidden: true }),
  button({ class: 'quiet', id: 'language', 'data-do': 'language' }));

const tools = () => h('div', { class: 'tools' },
  button({ class: 'icon', 'data-do': 'day', 'data-days': '-1', 'data-label': 'previous_day' }, '‹'),
  h('input', { type: 'date', id: 'date', min: '2000-01-01', max: '2100-12-31', 'data-label': 'date' }),
  button({ class: 'icon', 'data-do': 'day', 'data-days': '1', 'data-label': 'next_day' }, '›'),
  button({ class: 'main', 'data-do': 'choose-file', 'data-t': 'upload' }),
  h('input', { type: 'file', id: 'file', accept: '.csv,.tsv,.txt,text/csv,text/plain', 'data-label': 'upload',
    tabindex: -1, hidden: true }));

// A telephone number is not to be offered to whoever types here next.
const search = () => h('form', { class: 'search', role: 'search', 'data-do': 'find' },
  h('input', { type: 'search', id: 'sought', autocomplete: 'off', 'data-label': 'sought',
    'data-placeholder': 'sought' }),
  h('button', { class: 'quiet', 'data-t': 'search' }));

const agenda = () => h('section', { class: 'agenda', id: 'agenda', 'aria-labelledby': 'agenda-title' },
  h('div', { id: 'paused', role: 'status' }),
  h('div', { class: 'head' }, h('h2', { id: 'agenda-title' }, '\u00a0'), tools()),
  search(),
  h('p', { id: 'found-said', role: 'status' }),
  h('div', { id: 'found', class: 'inbox', 'data-tone': 'calm' }),
  h('div', { id: 'troubles', role: 'status' }),
  h('div', { id: 'inbox' }),
  h('div', { class: 'period' }, h('p', { class: 'soft', id: 'period' }, '\u00a0'),
    button({ class: 'quiet', 'data-do': 'open-report', 'data-t': 'report' })),
  h('dl', { class: 'figures', id: 'figures', 'aria-describedby': 'period' }),
  h('div', { id: 'only', role: 'group', 'data-label': 'only' }),
  h('div', { class: 'scroll', id: 'cases', 'aria-busy': 'true' }, h('ul', { id: 'rows' }), h('div', { id: 'no-rows' })),
  h('p', { class: 'drop', 'aria-hidden': 'true', 'data-t': 'drop' }));

const dialog = (id, more = {}) =>
  h('dialog', { id, 'aria-labelledby': `${id}-title`, ...more }, ...voices(), h('div', { id: `${id}-body` }));

/** Puts it around what index.html has. */
export function furnish() {
  const bar = document.querySelector('.bar');
  bar.prepend(brand());
  bar.append(session());
  document.querySelector('main').prepend(agenda());
  // In the order in which they open over each other.
  document.body.append(...voices(), dialog('desk', { class: 'drawer' }), dialog('case', { class: 'drawer' }),
    dialog('result'), dialog('sign-in', { closedby: 'none' }),
    h('div', { id: 'problem', class: 'problem', role: 'alert', popover: 'manual' }));
}

// Who came to wait for a person, for whoever does not look at the list: told to screen readers, and counted in the
// title of the tab. Nothing makes a sound.

import { h } from './elements.js';
import { dialogOnTop, namesOf, whyWords } from './parts.js';
import { state } from './state.js';
import { plain } from './words.js';

/** Where it is told: in its turn, or an emergency at once. What is behind a dialog is not heard: each has its own. */
export const voices = () => ['polite', 'assertive'].map((it) => h('p', { class: 'hidden', 'aria-live': it }));

/** Whom the last look saw waiting, and in what emergency; none before the first, which the reader hears as the page. */
let seen = null;

/** Tells who waits now and did not before. A tab out of sight is not heard: it tells when it is looked at. */
export function tellNews() {
  if (state.threads === null || document.visibilityState === 'hidden') return;
  const emergencies = [...state.threads, ...state.held].filter((it) => it.urgent);
  const now = { waiting: new Set(state.threads.map((it) => it.id)), urgent: new Set(emergencies.map((it) => it.id)) };
  const urgent = emergencies.filter((it) => !seen?.urgent.has(it.id));
  const calm = seen ? state.threads.filter((it) => !it.urgent && !seen.waiting.has(it.id)) : [];
  seen = now;
  const told = (it) => [namesOf(it), whyWords(it)].filter(Boolean).join(', ');
  tell('assertive', 'urgent', urgent.map(told));
  tell('polite', 'waiting_for_person', calm.map(told));
}

function tell(how, title, lines) {
  if (!lines.length) return;
  const where = (dialogOnTop() ?? document.body).querySelector(`:scope > [aria-live=${how}]`);
  // A text of its own each time: one that is the same as before is told again.
  where.replaceChildren(`${plain(title)}: ${lines.join('. ')}`);
}

/** What the title of the tab begins with. */
export function waitingWords() {
  const { threads, threadsCut } = state;
  const count = threads?.length ? `(${threads.length}${threadsCut ? '+' : ''}) ` : '';
  return count + (threads?.some((it) => it.urgent) ? `${plain('urgent')} · ` : '');
}

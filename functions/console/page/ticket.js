// A ticket at the desk: what the patient answered in a survey, what was done about it, and what can be done.

import { button, h } from './elements.js';
import { draftField, refusal, signature } from './fields.js';
import { alarms, badge, caseLink, dialogTop, inLine, moment, nameOf, part, threadLink } from './parts.js';
import { state } from './state.js';
import { plain, t, topicWords } from './words.js';

const SETTLED = ['resolved', 'closed'];

export function ticket(it) {
  const { score, comments, history } = it.details;
  const states = [badge(it.state), ...alarms(it)];
  const about = inLine(plain(`team_${it.team}`), topicWords(it.topic), t('owner', { owner: it.owner ?? t('no_owner') }),
    t('due', { at: moment(it.due_at) }));
  return [
    dialogTop('desk-title', nameOf(it.patient), [h('p', { class: 'states' }, states),
      h('p', { class: 'soft' }, about)]),
    part('survey_said', score === null ? null : h('p', {}, t('score', { n: score })),
      comments.map((words) => h('blockquote', { dir: 'auto' }, words)),
      h('p', { class: 'with' }, caseLink(it.visit), it.threads.map(threadLink))),
    part('history', h('ol', { class: 'timeline' }, history.map(happened))),
    SETTLED.includes(it.state) ? null : h('div', { class: 'acts' }, signature(), refusal(), work(it)),
  ].filter(Boolean);
}

function happened(entry) {
  const words = {
    raised: () => t(`raised_${entry.why}`),
    moved: () => `${plain(entry.from)} → ${plain(entry.to)}`,
    owned: () => t('owner', { owner: entry.owner ?? t('no_owner') }),
    noted: () => entry.note,
    settled: () => t('settled', entry),
  };
  const said = words[entry.kind]?.() ?? plain(entry.kind);
  return h('li', {}, h('span', { class: 'soft' }, moment(entry.at)),
    h('span', {}, `${entry.by ?? t('patient')}: `, h('bdi', {}, said)));
}

function work(it) {
  const isMine = it.state === 'in_progress' && it.owner === state.me;
  const form = (verb, name, title, press, look) => h('form', { 'data-do': verb, 'data-key': verb },
    draftField(name, title, { required: true }),
    h('div', { class: 'with' }, h('span', {}), h('button', { class: look }, t(press))));
  return [
    isMine ? null : button({ class: 'main', 'data-do': 'take-ticket' }, t('take_ticket')),
    form('note', 'note', 'note', 'add_note', 'quiet'),
    form('resolve', 'outcome', 'outcome', 'resolve', isMine ? 'main' : 'quiet'),
  ];
}

// The clock, the list of phones and the one that is open: how they are drawn.

import { $, button, h, lay } from '/desk/elements.js';
import { AT_END_PX, empty, moment, time, unseen } from '/desk/parts.js';
import { state, zone } from '/desk/state.js';
import { localDate, longDay, shortDay } from '/desk/time.js';
import { waitingWords } from '/desk/news.js';
import { t } from '/desk/words.js';

/** What the simulator shows. `null` is not loaded yet, or not chosen. */
export const sim = {
  providers: null, busy: false, sent: null, phones: null, order: new Map(), filter: '', phone: null, messages: null,
};

/** The path of a phone. `+` may stand in a path as it is. */
export const phonePath = (number, rest = '') => `/sim/phones/${encodeURIComponent(number).replace('%2B', '+')}${rest}`;

/** Draws all of it. */
export function drawSimulator() {
  drawClock();
  drawPhones();
  drawHandset();
}

function drawClock() {
  const { now, name } = state.clinic;
  $('under').textContent = t(sim.providers);
  $('time').textContent = time(now);
  $('time').dateTime = now;
  $('day').textContent = longDay(localDate(now, zone()));
  document.title = `${waitingWords()}${time(now)} · ${name} · Pulso`;
  document.body.classList.toggle('busy', sim.busy);
  for (const it of document.querySelectorAll('.jumps button')) it.disabled = sim.busy;
  const moved = `${moment(now)}. `;
  const told = sim.sent === null ? ['\u00a0'] : [unseen(moved), t('advanced', { n: sim.sent })];
  lay($('advanced'), sim.busy ? [t('advancing')] : told);
  const view = document.body.dataset.view;
  for (const it of document.querySelectorAll('.views button')) {
    it.setAttribute('aria-current', it.dataset.view === view);
  }
  const unread = (sim.phones ?? []).filter((it) => it.unread > 0).length;
  $('unread').textContent = unread;
  $('unread').hidden = unread === 0;
}

function drawPhones() {
  const rank = (it) => sim.order.get(it.phone) ?? sim.order.size;
  const wanted = sim.filter.trim().toLowerCase();
  const fits = (it) => `${it.phone} ${it.name ?? ''}`.toLowerCase().includes(wanted);
  const shown = (sim.phones ?? []).filter(fits).sort((a, b) => rank(a) - rank(b));
  if (sim.providers === 'real') lay($('phones'), [empty('real')]);
  else if (sim.phones === null) lay($('phones'), [empty('loading')]);
  else if (shown.length === 0 && wanted) lay($('phones'), [empty('no_match', 'no_match_next')]);
  else if (shown.length === 0) lay($('phones'), [empty('no_phones', 'no_phones_next')]);
  else lay($('phones'), [h('ul', {}, shown.map((it) => h('li', { 'data-key': it.phone }, phoneRow(it))))]);
}

function phoneRow(it) {
  const notes = [!it.whatsapp && t('no_whatsapp'), !it.online && t('off'), it.blocked && t('blocks')].filter(Boolean);
  const under = notes.length ? notes.join(' · ') : t('messages_n', { n: it.messages });
  const unread = () => h('b', { class: 'count' },
    h('span', { 'aria-hidden': 'true' }, it.unread), unseen(t('unread', { n: it.unread })));
  const attributes = {
    class: it.unread ? 'phone-row unseen' : 'phone-row', 'data-do': 'open-phone',
    'data-phone': it.phone, 'aria-current': String(it.phone === sim.phone),
  };
  return button(attributes, h('span', {}, it.name || it.phone), it.unread ? unread() : h('span', {}),
    h('span', { class: 'soft' }, under));
}

function drawHandset() {
  const it = (sim.phones ?? []).find((phone) => phone.phone === sim.phone);
  document.body.classList.toggle('chatting', Boolean(it));
  if (!it) {
    lay($('handset'), [h('div', { class: 'screen', 'data-key': 'none' }, empty('no_phone', 'no_phone_next'))]);
    return;
  }
  const chat = () => $('handset').querySelector('.scroll');
  const bubbles = () => $('handset').querySelectorAll('.bubble').length;
  const [old, before] = [chat(), bubbles()];
  const atEnd = old && old.scrollHeight - old.scrollTop - old.clientHeight < AT_END_PX;
  lay($('handset'), [handset(it)]);
  // A new message is brought into view, unless the reader has scrolled up to older ones.
  if (chat() !== old || (atEnd && bubbles() !== before)) chat().scrollTop = chat().scrollHeight;
}

function handset(it) {
  const clinic = state.clinic.name;
  const flip = (field) =>
    button({ role: 'switch', 'aria-checked': String(it[field]), 'data-do': 'flip', 'data-field': field },
      h('i', { 'aria-hidden': 'true' }), h('span', {}, t(field)));
  const option = (name) => h('option', { value: name, selected: name === (it.whatsapp ? 'whatsapp' : 'sms') }, t(name));
  return h('div', { class: 'screen', 'data-key': it.phone },
    h('div', { class: 'contact' },
      button({ class: 'back icon', 'data-do': 'close-phone', 'aria-label': t('back') }, '‹'),
      h('span', { class: 'face', 'aria-hidden': 'true' }, [...clinic][0]),
      h('div', {}, h('b', {}, clinic), h('small', {}, it.name ? `${it.name} · ${it.phone}` : it.phone))),
    h('div', { class: 'switches' }, ['whatsapp', 'online', 'read_receipts', 'blocked'].map(flip)),
    h('div', { class: 'scroll', role: 'log', tabindex: '0', 'aria-label': t('messages') }, chatLines()),
    h('form', { class: 'compose', 'data-do': 'type' },
      h('select', { 'aria-label': t('channel'), name: 'channel' }, ['whatsapp', 'sms'].map(option)),
      h('input', { name: 'text', 'aria-label': t('write'), placeholder: t('write'), autocomplete: 'off',
        maxlength: '4096' }),
      h('button', { class: 'main', 'aria-label': t('send') }, '➤')));
}

function chatLines() {
  if (sim.messages === null) return empty('loading');
  if (sim.messages.length === 0) return empty('no_messages', 'no_messages_next');
  let last = '';
  const lines = sim.messages.flatMap((it) => {
    const day = shortDay(it.received_at, zone());
    const head = day === last ? [] : [h('p', { class: 'date', 'data-key': `day ${day}` }, day)];
    last = day;
    return [...head, bubble(it)];
  });
  return h('div', { class: 'chat' }, lines);
}

function bubble(it) {
  const mine = it.from === 'patient';
  const tap = ({ index, title, opens_form: opensForm }) =>
    button({ 'data-do': opensForm ? 'fill' : 'tap', 'data-message': it.id, 'data-button': index },
      title);
  return h('article', { class: `bubble ${mine ? 'patient' : 'clinic'} ${it.channel}`, 'data-key': it.id },
    it.channel === 'sms' ? h('span', { class: 'tag' }, 'SMS') : null, h('p', {}, it.text),
    h('footer', {}, time(it.received_at)),
    it.buttons?.length ? h('div', { class: 'replies' }, it.buttons.map(tap)) : null);
}

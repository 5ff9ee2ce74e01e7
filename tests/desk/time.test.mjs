import './browser.mjs';
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  addDays, cityOf, clockTime, dayName, isElsewhere, localDate, longDay, shortDay,
} from '../../functions/console/page/time.js';

const BUENOS_AIRES = 'America/Argentina/Buenos_Aires';

test('days are added on the calendar, over months, leap days and years', () => {
  assert.equal(addDays('2026-11-30', 1), '2026-12-01');
  assert.equal(addDays('2028-02-28', 1), '2028-02-29');
  assert.equal(addDays('2026-02-28', 1), '2026-03-01');
  assert.equal(addDays('2027-01-01', -1), '2026-12-31');
  // Where clocks change a day has 23 or 25 hours.
  assert.equal(addDays('2027-03-27', 2), '2027-03-29');
});

test('an instant is of the day and hour where it is', () => {
  assert.equal(localDate('2026-12-02T02:30:00Z', BUENOS_AIRES), '2026-12-01');
  assert.equal(localDate('2026-12-02T02:30:00Z', 'Europe/Madrid'), '2026-12-02');
  assert.equal(clockTime('2026-12-02T02:30:00Z', BUENOS_AIRES), '23:30');
  assert.equal(clockTime('2026-12-02T03:05:00Z', BUENOS_AIRES), '00:05');
});

test('days are said in the language of the page', () => {
  document.documentElement.lang = 'es';
  assert.equal(dayName('2026-12-01'), 'martes, 1 de diciembre');
  assert.equal(longDay('2026-12-01'), 'martes, 1 de diciembre de 2026');
  assert.match(shortDay('2026-12-02T02:30:00Z', BUENOS_AIRES), /^mar,? 1 dic$/);
  document.documentElement.lang = 'en';
  assert.match(dayName('2026-12-01'), /^Tuesday,? 1 December$/);
  document.documentElement.lang = 'es';
});

test('where the clock of the computer is another one, that is known', (context) => {
  const zone = process.env.TZ;
  context.after(() => { process.env.TZ = zone ?? ''; });
  process.env.TZ = 'Asia/Tokyo';
  assert.equal(isElsewhere('2026-12-02T02:30:00Z', BUENOS_AIRES), true);
  // Another name of the same hours.
  process.env.TZ = 'America/Montevideo';
  assert.equal(isElsewhere('2026-12-02T02:30:01Z', BUENOS_AIRES), false);
  assert.equal(cityOf(BUENOS_AIRES), 'Buenos Aires');
});

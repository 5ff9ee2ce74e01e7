// What the page's modules find in a browser, as far as they need it without a screen.

import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto;

/** A tab's storage. */
export function storage() {
  const kept = new Map();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, String(value)),
    removeItem: (name) => kept.delete(name),
  };
}

/** The fields on the page, by what their drafts are kept under. */
export const fields = new Map();

Object.assign(globalThis, {
  window: { location: { origin: 'https://desk.example', search: '' } },
  sessionStorage: storage(),
  CSS: { escape: (text) => text },
  document: {
    documentElement: { lang: 'es' },
    getElementById: () => ({ focus() {} }),
    querySelector: (selector) => fields.get(selector.match(/^\[data-draft="(.*)"\]$/)[1]) ?? null,
  },
});

/** What was asked of the interface, oldest first: each with `answer(status, body, headers)`,
 * `answerPage(status)` and `breaks()`, which end it. */
export const asked = [];
globalThis.fetch = (address, { method, headers, body, signal }) => new Promise((resolve, reject) => {
  asked.push({
    address, method, headers, signal, body: body && JSON.parse(body),
    answer: (status, json, more = {}) =>
      resolve({ status, ok: status < 300, headers: new Headers(more), text: async () => JSON.stringify(json) }),
    answerPage: (status) =>
      resolve({ status, ok: status < 300, headers: new Headers(), text: async () => '<!doctype html><p>Wi-Fi</p>' }),
    breaks: () => reject(new TypeError('network')),
  });
});

/** Lets everything go on that waits for nothing else. */
export const turn = () => new Promise(setImmediate);

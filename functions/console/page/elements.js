// Elements, and laying a new view over the one on the screen.
//
// Guarantees: data goes in as text, never as markup; what is the same stays the same element, with its focus, its
// scroll position and what was typed into it.

/** The element of that id. */
export const $ = (id) => document.getElementById(id);

/** An element: attributes are set as such (null and false leave them out), children are text or elements. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((it) => it !== null && it !== undefined && it !== false));
  return node;
}

/** A button that sends no form. */
export const button = (attributes, ...children) => h('button', { type: 'button', ...attributes }, ...children);

// An entry that is made later, and what is on the screen of one that was.
const makers = new WeakMap();
const shown = new WeakMap();

/** An entry of a long list, which `make` makes unless it is on the screen with all that `shows` says. */
export function later(key, shows, make) {
  const place = h('i', { 'data-key': key });
  makers.set(place, () => {
    const node = make();
    shown.set(node, shows);
    return node;
  });
  shown.set(place, shows);
  return place;
}

/** Lays new children over those of `parent`: what is the same stays the same element. Keys are `data-key`. */
export function lay(parent, children) {
  const keyed = new Map();
  for (const it of parent.children) if (it.dataset.key) keyed.set(it.dataset.key, it);
  let at = parent.firstChild;
  for (const child of children) {
    const key = child.dataset?.key;
    const old = key ? keyed.get(key) : at;
    const isShown = old && makers.has(child) && shown.get(old) === shown.get(child);
    const next = isShown ? old : typeof child === 'string' ? new Text(child) : makers.get(child)?.() ?? child;
    const fits = old && old.nodeName === next.nodeName && old.dataset?.key === key;
    if (!fits) insert(parent, next, at);
    else {
      if (old === at) at = at.nextSibling;
      else parent.insertBefore(old, at);
      if (!isShown) layOver(old, next);
    }
  }
  while (at) {
    const rest = at.nextSibling;
    at.remove();
    at = rest;
  }
}

/** Puts an element where none was, with the entries in it. */
function insert(parent, next, at) {
  for (const it of next.querySelectorAll?.('i[data-key]') ?? []) it.replaceWith(makers.get(it)());
  parent.insertBefore(next, at);
}

function layOver(old, next) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  // Whether a `details` is open is the reader's business.
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  lay(old, [...next.childNodes]);
  shown.set(old, shown.get(next));
}

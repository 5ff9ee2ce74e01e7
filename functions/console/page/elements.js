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

/** Lays new children over those of `parent`: what is the same stays the same element. Keys are `data-key`. */
export function lay(parent, children) {
  const keyed = new Map();
  for (const it of parent.children) if (it.dataset.key) keyed.set(it.dataset.key, it);
  let at = parent.firstChild;
  for (const child of children) {
    const next = typeof child === 'string' ? new Text(child) : child;
    const key = next.dataset?.key;
    const old = key ? keyed.get(key) : at;
    const fits = old && old.nodeName === next.nodeName && old.dataset?.key === key;
    if (!fits) parent.insertBefore(next, at);
    else {
      if (old === at) at = at.nextSibling;
      else parent.insertBefore(old, at);
      layOver(old, next);
    }
  }
  while (at) {
    const rest = at.nextSibling;
    at.remove();
    at = rest;
  }
}

function layOver(old, next) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  // Whether a `details` is open is the reader's business.
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  lay(old, [...next.childNodes]);
}

import './browser.mjs';
import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { h, later, lay } from '../../functions/console/page/elements.js';

/** As much of a document as elements are made of. */
class Piece {
  childNodes = [];
  parentNode = null;
  get children() { return this.childNodes.filter((it) => it.nodeType === 1); }
  get firstChild() { return this.childNodes[0] ?? null; }
  get nextSibling() { return this.parentNode.childNodes[this.parentNode.childNodes.indexOf(this) + 1] ?? null; }
  insertBefore(node, at) {
    node.remove();
    node.parentNode = this;
    this.childNodes.splice(at ? this.childNodes.indexOf(at) : this.childNodes.length, 0, node);
  }
  append(...nodes) {
    for (const it of nodes) this.insertBefore(it instanceof Piece ? it : new Text(it), null);
  }
  remove() {
    this.parentNode?.childNodes.splice(this.parentNode.childNodes.indexOf(this), 1);
    this.parentNode = null;
  }
  replaceWith(node) {
    this.parentNode.insertBefore(node, this);
    this.remove();
  }
}
class Element extends Piece {
  nodeType = 1;
  dataset = {};
  attributes = [];
  constructor(tag) {
    super();
    this.nodeName = tag;
  }
  getAttribute(name) { return this.attributes.find((it) => it.name === name)?.value ?? null; }
  hasAttribute(name) { return this.getAttribute(name) !== null; }
  removeAttribute(name) { this.attributes = this.attributes.filter((it) => it.name !== name); }
  setAttribute(name, value) {
    this.removeAttribute(name);
    this.attributes.push({ name, value: String(value) });
    if (name === 'data-key') this.dataset.key = String(value);
  }
  querySelectorAll(selector) {
    const isMeant = (it) => `${it.nodeName}[data-key]` === selector && it.hasAttribute('data-key');
    return this.children.flatMap((it) => [...(isMeant(it) ? [it] : []), ...it.querySelectorAll(selector)]);
  }
}
globalThis.Node = { TEXT_NODE: 3 };
globalThis.Text = class extends Piece {
  nodeType = 3;
  nodeName = '#text';
  constructor(data) {
    super();
    this.data = String(data);
  }
};
document.createElement = (tag) => new Element(tag);

const said = (it) => it.data ?? it.childNodes.map(said).join('');
const keys = (it) => it.children.map((child) => child.dataset.key);
let made = [];
const row = (key, words) => later(key, words, () => {
  made.push(words);
  return h('li', { 'data-key': key }, words);
});

beforeEach(() => { made = []; });

test('what is the same stays the same element, wherever it comes to stand', () => {
  const list = h('ul');
  const line = (key, words) => h('li', { 'data-key': key, title: words }, words);
  lay(list, [line('a', 'Ana'), line('b', 'Eva'), line('c', 'Luz')]);
  const [ana, , luz] = list.children;
  lay(list, [line('c', 'Luz'), line('a', 'Ana P.')]);
  assert.deepEqual(keys(list), ['c', 'a']);
  assert.deepEqual([list.children[0] === luz, list.children[1] === ana], [true, true]);
  assert.deepEqual([said(list), ana.getAttribute('title')], ['LuzAna P.', 'Ana P.']);
});

test('of a long list only what changed is made anew', () => {
  const list = h('ul');
  lay(list, [row('a', 'Ana'), row('b', 'Eva')]);
  assert.deepEqual(made, ['Ana', 'Eva']);
  const [ana, eva] = list.children;
  lay(list, [row('b', 'Eva'), row('a', 'Ana P.'), row('c', 'Luz')]);
  assert.deepEqual(made, ['Ana', 'Eva', 'Ana P.', 'Luz']);
  assert.deepEqual([said(list), list.children[0] === eva, list.children[1] === ana], ['EvaAna P.Luz', true, true]);
  lay(list, [row('a', 'Ana P.'), row('c', 'Luz')]);
  assert.deepEqual([made.length, said(list)], [4, 'Ana P.Luz']);
  lay(list, [row('a', 'Ana')]);
  assert.deepEqual([made.length, said(list)], [5, 'Ana']);
});

test('a long list may stand in something that comes and goes', () => {
  const page = h('main');
  const group = (...rows) => h('details', { 'data-key': 'group' }, h('ul', {}, rows));
  lay(page, [group(row('a', 'Ana'))]);
  lay(page, [group(row('a', 'Ana'), row('b', 'Eva'))]);
  assert.deepEqual([made, said(page)], [['Ana', 'Eva'], 'AnaEva']);
  lay(page, []);
  lay(page, [group(row('b', 'Eva'))]);
  assert.deepEqual([made.length, said(page)], [3, 'Eva']);
  assert.equal(page.querySelectorAll('i[data-key]').length, 0);
});

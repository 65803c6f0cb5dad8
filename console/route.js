// Addresses: each screen is a real path, so that Back, reload and a link to a colleague work.
import { h } from './dom.js';

/** @type {() => void} */
let arrived = () => {};
/** @type {Record<string, () => void>} */
let keys = {};

/** @param {() => void} handler */
export function onArrival(handler) {
  arrived = handler;
  addEventListener('popstate', handler);
}

/** The keys of this screen, until the next one. @param {Record<string, () => void>} next */
export const onKeys = (next) => (keys = next);

/** @param {string} key */
export function press(key) {
  const action = keys[key];
  action?.();
  return !!action;
}

/** @param {string} path @param {boolean} [replace] */
export function go(path, replace = false) {
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  arrived();
}

/** A link to a screen. @param {string} path @param {import('./dom.js').Child} text @param {string} [style] */
export const link = (path, text, style) => h('a', { href: path, class: style, onclick: (/** @type {MouseEvent} */ event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(path);
} }, text);

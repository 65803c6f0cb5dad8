// "What this page called": the calls of this screen with their times, replies, and the same as text to paste.
import { button, h, show } from './dom.js';
import { made } from './api.js';
import { COPIES } from './copies.js';
import { copy } from './dialog.js';
import { number } from './format.js';
import { t } from './words.js';

/** @type {any} */
let open = null;
/** @type {any} */
let from = null;

export function toggleDrawer() {
  if (open) {
    open.remove();
    open = null;
    from?.focus?.();
    return;
  }
  from = document.activeElement;
  open = h('aside', { class: 'drawer', 'aria-label': t('calls'), tabindex: -1 });
  document.body.append(open);
  refresh();
  open.focus();
}

export const drawerIsOpen = () => !!open;

export function refresh() {
  if (!open) return;
  show(open, h('div', { class: 'head' }, h('h2', {}, t('calls')), button('×', toggleDrawer, { class: 'quiet', 'aria-label': t('close') })), made.length ? made.map((one) =>
    h('details', {}, h('summary', {}, `${one.method} · ${one.status} · ${number(Math.round(one.milliseconds))} ${t('took')}`),
      copies(one.method, one.parameters), h('pre', { tabindex: 0 }, JSON.stringify(one.parameters, null, 2)), h('pre', { tabindex: 0 }, JSON.stringify(one.reply, null, 2).slice(0, 4000)))) : h('p', {}, t('noCalls')));
}

/** @param {string} method @param {any} parameters */
export const copies = (method, parameters) => h('p', { class: 'actions' }, Object.entries(COPIES).map(([name, write]) => button(`${t('copy')} ${name}`, () => copy(write(method, parameters)), { 'data-copy': name })));

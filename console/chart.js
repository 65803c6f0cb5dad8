// A chart of bars in SVG, with a label at each mark and a table as its text form.
import { h, s } from './dom.js';
import { t } from './words.js';

/** @typedef {{label: string, values: {value: number, text: string, style?: string}[], path?: string}} Mark */

/** @param {string} title @param {string[]} heads @param {Mark[]} marks @param {(path: string) => void} go */
export function bars(title, heads, marks, go) {
  const each = marks.reduce((most, mark) => Math.max(most, mark.values.length), 1), step = 20 * each + 8, narrow = innerWidth < 500, left = narrow ? 92 : 130, right = narrow ? 104 : 110, width = narrow ? 312 : 520;
  const most = Math.max(1e-9, ...marks.flatMap((mark) => mark.values.map((one) => one.value)));
  const rows = marks.flatMap((mark, place) => [
    s('text', { x: left - 8, y: place * step + 10 * each + 4, 'text-anchor': 'end', class: 'quiet-text' }, mark.label.length > (narrow ? 13 : 18) ? mark.label.slice(0, narrow ? 12 : 17) + '…' : mark.label),
    ...mark.values.map((one, index) => {
      const length = Math.max(one.value > 0 ? 2 : 0, (one.value / most) * (width - left - right)), y = place * step + index * 20;
      const bar = [s('rect', { x: left, y: y + 2, width: length, height: 16, rx: 2, class: 'bar ' + (one.style || '') }), s('text', { x: left + length + 6, y: y + 14 }, one.text)];
      return mark.path ? s('a', { href: mark.path, 'aria-label': `${mark.label}: ${one.text}`, onclick: (/** @type {Event} */ event) => { event.preventDefault(); go(mark.path || ''); } }, ...bar) : s('g', {}, ...bar);
    }),
  ]);
  return h('section', { class: 'panel', 'aria-label': title }, h('h2', {}, title), s('svg', { viewBox: `0 0 ${width} ${Math.max(20, marks.length * step)}`, role: 'group', 'aria-label': title }, ...rows),
    h('details', {}, h('summary', {}, t('asTable')), h('div', { class: 'rows', tabindex: 0, role: 'region', 'aria-label': title }, h('table', {}, h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, marks.map((mark) => h('tr', {}, h('th', { scope: 'row' }, mark.label), mark.values.map((one) => h('td', { class: 'number' }, one.text)))))))));
}

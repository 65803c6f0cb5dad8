// One control for one field of a method: made from the field's type, read as the value that the call takes.
import { h, show } from './dom.js';
import { catalogOf, entries, learn, nameOf, search, searches } from './names.js';
import { label, t, valueName } from './words.js';

/** @typedef {import('./definition.js').Field} Field */
/** @typedef {{element: any, read: () => any}} Control its value is undefined where nothing was filled in */

let last = 0;

/** A control with its label, its description and room for what is wrong. @param {Field} field @param {any} value @param {() => void} [changed] */
export function labelled(field, value, changed = () => {}) {
  const id = 'field-' + ++last;
  const made = control(field, value, id, changed);
  const problem = h('p', { class: 'problem', id: id + '-problem', role: 'alert' });
  const element = h('div', { class: ['json', 'long', 'range'].includes(field.type) ? 'wide' : '', title: field.description },
    h('label', { for: id }, label(field.name) + (field.required ? ' *' : '')), made.element, problem);
  return { element, field, read: made.read, problem: (/** @type {string} */ text) => show(problem, text) };
}

/** @param {Field} field @param {any} value @param {string} id @param {() => void} changed @returns {Control} */
export function control(field, value, id, changed) {
  if (field.type === 'boolean') return choice(['true', 'false'], value === undefined || value === null ? '' : String(value), id, changed, (text) => (text === 'true' ? t('yes') : t('no')), (text) => text === 'true');
  if (field.type === 'choice') return choice(field.choices, value ?? '', id, changed, valueName, (text) => text);
  if (field.type === 'range') return range(field, value, id, changed);
  if (field.type === 'id' && catalogOf(field)) return catalog(field, value, id, changed);
  if (field.type === 'id' && searches(field.entity)) return picker(field, value, id, changed);
  if (field.type === 'json') {
    const area = h('textarea', { id, rows: 3, spellcheck: 'false', oninput: changed, value: value === undefined || value === null ? '' : JSON.stringify(value, null, 1) });
    return { element: area, read: () => {
      if (!area.value.trim()) return undefined;
      try { return JSON.parse(area.value); } catch { throw new SyntaxError(label(field.name) + ': ' + t('wrongJson')); }
    } };
  }
  if (field.type === 'long') {
    const area = h('textarea', { id, rows: 3, oninput: changed, value: value ?? '' });
    return { element: area, read: () => area.value || undefined };
  }
  const given = field.type === 'date' && typeof value === 'string' ? value.slice(0, 10) : (value ?? '');
  const input = h('input', { id, type: field.type === 'date' ? 'date' : /email/.test(field.name) ? 'email' : /password/.test(field.name) ? 'password' : 'text', inputmode: field.type === 'number' ? 'decimal' : null, oninput: changed, value: given });
  return { element: input, read: () => {
    const text = input.value.trim();
    if (!text) return undefined;
    // Amounts are exact decimals: they travel as text, never as binary fractions.
    if (field.type === 'date' && text === given && value) return value;
    return field.type === 'id' && /^\d+$/.test(text) ? Number(text) : text;
  } };
}

/** @param {string[]} choices @param {string} value @param {string} id @param {() => void} changed @param {(text: string) => string} name @param {(text: string) => any} read @returns {Control} */
function choice(choices, value, id, changed, name, read) {
  const select = h('select', { id, onchange: changed, value }, h('option', { value: '' }, ''), choices.map((text) => h('option', { value: text }, name(text))));
  return { element: select, read: () => (select.value ? read(select.value) : undefined) };
}

/** @param {Field} field @param {any} value @param {string} id @param {() => void} changed @returns {Control} */
function range(field, value, id, changed) {
  const type = field.days ? 'date' : 'text';
  const from = h('input', { id, type, oninput: changed, value: value?.from ?? '' });
  const to = h('input', { type, 'aria-label': t('to'), oninput: changed, value: value?.to ?? '' });
  return { element: h('span', { class: 'ends' }, t('from'), from, t('to'), to), read: () => {
    const read = { ...(from.value && { from: from.value }), ...(to.value && { to: to.value }) };
    return Object.keys(read).length ? read : undefined;
  } };
}

/** @param {Field} field @param {any} value @param {string} id @param {() => void} changed @returns {Control} */
function catalog(field, value, id, changed) {
  const select = h('select', { id, onchange: changed }, h('option', { value: '' }, ''));
  let asked = value === undefined || value === null ? '' : String(value);
  if (asked) select.append(h('option', { value: asked }, '#' + asked)), (select.value = asked);
  entries(catalogOf(field) || '').then((found) => {
    const chosen = select.value;
    show(select, h('option', { value: '' }, ''), found.filter((entry) => !entry.retired || String(entry.id) === chosen).map((entry) => h('option', { value: entry.id }, entry.name || entry.email)));
    select.value = chosen;
  }, () => {});
  return { element: select, read: () => (select.value ? Number(select.value) : undefined) };
}

/** A field that searches records on the service. @param {Field} field @param {any} value @param {string} id @param {() => void} changed @returns {Control} */
function picker(field, value, id, changed) {
  /** @type {number | undefined} */
  let chosen = typeof value === 'number' ? value : /^\d+$/.test(value ?? '') ? Number(value) : undefined;
  const list = h('ul', { id: id + '-list', role: 'listbox', hidden: true, 'aria-label': label(field.name) });
  const input = h('input', { id, role: 'combobox', autocomplete: 'off', 'aria-expanded': 'false', 'aria-controls': id + '-list', 'aria-autocomplete': 'list', placeholder: t('searchHere') });
  if (chosen !== undefined) {
    const record = { [field.name]: chosen };
    learn([record], [field]).then(() => (input.value = nameOf(field, /** @type {number} */ (chosen))), () => (input.value = '#' + chosen));
  }
  let turn = 0, at = -1;
  const open = (/** @type {boolean} */ is) => ((list.hidden = !is), input.setAttribute('aria-expanded', String(is)));
  const choose = (/** @type {any} */ one) => ((chosen = one.id), (input.value = one.name), open(false), changed());
  const look = async () => {
    const mine = ++turn;
    const { found, total } = await search(field.entity || '', input.value);
    // The last search wins, in whatever order the answers come.
    if (mine !== turn) return;
    at = -1;
    show(list, found.map((/** @type {any} */ one) => h('li', { role: 'option', 'aria-selected': 'false', onmousedown: (/** @type {Event} */ event) => (event.preventDefault(), choose(one)) }, one.name)),
      total > found.length && h('li', { role: 'option', 'aria-disabled': 'true', class: 'secondary' }, `${found.length} ${t('of')} ${total}`));
    list.found = found;
    open(true);
  };
  let waiting = 0;
  input.addEventListener('input', () => ((chosen = undefined), changed(), clearTimeout(waiting), (waiting = window.setTimeout(() => look().catch(() => {}), 150))));
  input.addEventListener('focus', () => input.value || look().catch(() => {}));
  input.addEventListener('blur', () => open(false));
  input.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (list.hidden) return;
    if (event.key === 'Escape') (open(false), event.stopPropagation());
    if (event.key === 'Enter' && list.found?.[at]) (event.preventDefault(), choose(list.found[at]));
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    at = Math.max(0, Math.min((list.found?.length || 1) - 1, at + (event.key === 'ArrowDown' ? 1 : -1)));
    [...list.children].forEach((child, index) => child.setAttribute('aria-selected', String(index === at)));
  });
  return { element: h('div', { class: 'picker' }, input, list), read: () => chosen };
}

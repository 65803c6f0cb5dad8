// The list of any kind: search, filters, sort, columns and place in the address; more rows by cursor.
import { button, h, show } from './dom.js';
import { call } from './api.js';
import { bulk } from './bulk.js';
import { fields, method } from './definition.js';
import { dialog, failure } from './dialog.js';
import { labelled } from './field.js';
import { form } from './form.js';
import { isNumeric, number, shown } from './format.js';
import { titleOf } from './kinds.js';
import { learn } from './names.js';
import { peek } from './record.js';
import { go, link, onKeys } from './route.js';
import { may, prefer, preference } from './session.js';
import { label, t } from './words.js';

const PAGE = 100;
const NO_FILTER = /^(profile_id|page|pagination|cursor|sort|fields|ids|empty|not_empty|with_.*|inputs|query|all)$/;

/** @param {import('./kinds.js').Kind} kind @param {URLSearchParams} asked @param {HTMLElement} main */
export async function list(kind, asked, main) {
  const name = `${kind.module}.Get${kind.module}`;
  const known = await fields(name);
  const forms = await fields(`${kind.module}.Create${kind.one}`);
  const spec = await method(name);
  const keys = known.find((field) => field.name === 'fields')?.choices || [];
  const sorts = (known.find((field) => field.name === 'sort')?.choices || []).filter((key) => !key.startsWith('-'));
  const filters = known.filter((field) => !NO_FILTER.test(field.name));
  const columns = (asked.get('columns') || preference('columns.' + kind.path) || kind.columns.join(',')).split(',').filter((key) => keys.includes(key) || kind.columns.includes(key));
  const fieldOf = (/** @type {string} */ key) => forms.find((field) => field.name === key);
  /** @type {Record<string, any>} */
  const parameters = {};
  for (const field of filters) {
    const text = asked.get(field.name);
    // A view of an older day may name what is gone: it is left out, and the list still opens.
    if (text) parameters[field.name] = field.type === 'range' ? ends(text) : field.type === 'boolean' ? text === 'true' : field.many && field.type === 'id' ? text.split(',').map(Number) : field.type === 'id' ? Number(text) : text;
  }
  if (asked.get('query')) parameters.query = asked.get('query');
  const sort = asked.get('sort') || '-id';
  if (sorts.includes(sort.replace('-', ''))) parameters.sort = sort;
  const address = (/** @type {Record<string, string | null>} */ changed) => {
    const next = new URLSearchParams(asked);
    for (const [key, value] of Object.entries(changed)) value === null ? next.delete(key) : next.set(key, value);
    return `/console/${kind.path}${next.size ? '?' + next : ''}`;
  };

  /** @type {any[]} */
  const rows = [];
  /** @type {Set<number>} */
  const chosen = new Set();
  let cursor = /** @type {string | null} */ (null), total = /** @type {number | null} */ (null), at = -1, busy = false;
  const count = h('span', { class: 'secondary', role: 'status' });
  const body = h('tbody', {});
  const more = button(t('loadMore'), () => load());
  const below = h('div', { class: 'actions' });
  const aside = h('div', { class: 'panel peek', hidden: true });
  const bar = h('div', { class: 'chips', hidden: true, role: 'region', 'aria-label': t('selected') });

  const load = async () => {
    if (busy) return;
    busy = true;
    const wait = setTimeout(() => rows.length || show(body, [1, 2, 3, 4, 5].map(() => h('tr', { class: 'wait' }, h('td', { colspan: columns.length + 1 }, h('span', {}))))), 200);
    try {
      const reply = await call(name, { ...parameters, cursor, pagination: PAGE, with_total: cursor === null });
      const page = reply[kind.path];
      await learn(page, columns.map(fieldOf).filter((field) => field?.type === 'id').map((field) => /** @type {any} */ (field)));
      clearTimeout(wait);
      if (!rows.length) show(body);
      if (reply.total !== undefined && total === null) total = reply.total;
      cursor = reply.next_cursor;
      for (const record of page) body.append(row(record, rows.push(record) - 1));
      show(count, rows.length ? `1–${number(rows.length)} ${t('of')} ${number(total ?? rows.length)}` : '0');
      show(below, cursor && more, !rows.length && h('p', {}, t('empty'), ' ', link(`/console/${kind.path}`, t('emptyAction')), ' ', h('code', { class: 'secondary' }, name)));
    } catch (cause) {
      clearTimeout(wait);
      show(below, failure(cause, () => load()));
    }
    busy = false;
  };
  const choose = () => {
    bar.hidden = !chosen.size;
    for (const element of body.rows) element.setAttribute('aria-selected', String(chosen.has(element.record?.id)));
    show(bar, `${chosen.size} ${t('selected')}`, bulk(kind, rows.filter((record) => chosen.has(record.id)), () => go(address({}))));
  };
  const path = (/** @type {any} */ record) => `/console/${kind.path}/${record.id}`;
  const look = (/** @type {any} */ record, /** @type {number} */ index) => {
    move(index);
    if (innerWidth <= 900) return go(path(record));
    aside.hidden = false;
    split.append(aside);
    peek(kind, record.id, aside, () => aside.remove());
  };
  const row = (/** @type {any} */ record, /** @type {number} */ index) => {
    const box = h('input', { type: 'checkbox', 'aria-label': `${t('select')} ${titleOf(record)}`, onclick: (/** @type {Event} */ event) => event.stopPropagation(), onchange: () => { box.checked ? chosen.add(record.id) : chosen.delete(record.id); choose(); } });
    const element = h('tr', { onclick: (/** @type {any} */ event) => event.target.closest('a,input') || look(record, index), ondblclick: () => go(path(record)) }, h('td', {}, box),
      columns.map((key, place) => { const value = shown(key, record[key], fieldOf(key)); return h('td', { class: isNumeric(key) ? 'number' : '' }, place === 0 ? link(path(record), value || titleOf(record)) : value); }));
    return Object.assign(element, { record, box });
  };
  const move = (/** @type {number} */ to) => {
    body.rows[at]?.classList.remove('at');
    at = Math.max(0, Math.min(body.rows.length - 1, to));
    body.rows[at]?.classList.add('at');
    body.rows[at]?.scrollIntoView({ block: 'nearest' });
  };
  const create = () => dialog(`${t('create')} ${t(/** @type {any} */ (kind.one))}`, (close) => {
    const place = h('div', {});
    form(kind, null, (record) => { close(); go(path(record)); }).then((made) => { place.append(made); place.querySelector('input,select')?.focus(); }, (cause) => show(place, failure(cause)));
    return place;
  });
  const filter = (/** @type {string} */ only = '') => dialog(t('addFilter'), (close) => {
    const controls = filters.filter((field) => !only || field.name === only).map((field) => labelled({ ...field, required: false }, field.many && field.type === 'id' ? parameters[field.name]?.[0] : parameters[field.name]));
    return h('form', { onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      close();
      go(address(Object.fromEntries(controls.map((one) => { const value = one.read(); return [one.field.name, value === undefined ? null : typeof value === 'object' ? `${value.from ?? ''}..${value.to ?? ''}` : String(value)]; }))));
    } }, h('div', { class: 'fields' }, controls.map((one) => one.element)), h('p', {}, h('button', { class: 'first' }, t('apply'))));
  });
  const choice = () => dialog(t('columns'), (close) => {
    const boxes = keys.map((key) => ({ key, box: h('input', { type: 'checkbox', id: 'column-' + key }) }));
    boxes.forEach((one) => (one.box.checked = columns.includes(one.key)));
    return h('form', { onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      close();
      const next = [...columns.filter((key) => boxes.some((one) => one.key === key && one.box.checked)), ...boxes.filter((one) => one.box.checked && !columns.includes(one.key)).map((one) => one.key)].join(',') || 'id';
      prefer('columns.' + kind.path, next);
      go(address({ columns: next }));
    } }, h('div', { class: 'fields' }, boxes.map((one) => h('div', {}, one.box, ' ', h('label', { for: one.box.id, class: 'inline' }, label(one.key))))), h('p', {}, h('button', { class: 'first' }, t('apply'))));
  });
  const chips = await Promise.all(filters.filter((field) => field.name in parameters).map(async (field) => {
    const value = parameters[field.name], one = Array.isArray(value) ? value[0] : value;
    if (field.type === 'id') await learn([{ [field.name]: one }], [field]).catch(() => {});
    const text = field.type === 'range' ? `${value.from ?? ''} – ${value.to ?? ''}` : shown(field.name, one, field);
    return h('span', { class: 'chip' }, label(field.name) + ': ', text, ' ', button('×', () => go(address({ [field.name]: null })), { class: 'quiet', 'aria-label': `${t('remove')}: ${label(field.name)}` }));
  }));
  const query = h('input', { type: 'search', 'aria-label': t('filter'), placeholder: t('filter'), value: asked.get('query') || '' });
  const head = (/** @type {string} */ key) => {
    const now = sort.replace('-', '') === key ? (sort.startsWith('-') ? 'descending' : 'ascending') : null;
    return h('th', { class: isNumeric(key) ? 'number' : '', scope: 'col', 'aria-sort': now }, sorts.includes(key)
      ? button(label(key) + (now ? (now === 'ascending' ? ' ↑' : ' ↓') : ''), () => go(address({ sort: now === 'ascending' ? '-' + key : key }))) : label(key));
  };
  const table = h('div', { class: 'rows', tabindex: 0, role: 'region', 'aria-label': t(/** @type {any} */ (kind.path)), onscroll: () => cursor && table.scrollTop + table.clientHeight > table.scrollHeight - 400 && load() },
    h('table', {}, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, t('select'))), columns.map(head))), body));
  const split = h('div', { class: 'split' }, h('div', {}, table, below));
  const role = (await method(`${kind.module}.Create${kind.one}`))?.['x-access'].role;
  show(main, h('div', { class: 'head' }, h('h1', {}, t(/** @type {any} */ (kind.path))), count, h('div', { class: 'actions' },
    h('form', { onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), go(address({ query: query.value || null }))) }, query), button(t('addFilter'), () => filter()), button(t('columns'), choice), may(role) && button(`${t('create')} ${t(/** @type {any} */ (kind.one))}`, create, { class: 'first' }))),
    h('div', { class: 'chips', hidden: !chips.length }, chips), bar, split);
  onKeys({ j: () => move(at + 1), k: () => move(at - 1), Enter: () => rows[at] && go(path(rows[at])), x: () => body.rows[at]?.box.click(), c: () => may(role) && create(), e: () => rows[at] && go(path(rows[at])) });
  await load();
  if (asked.has('create') && may(role)) create();
  void spec;
}

/** @param {string} text */
function ends(text) {
  const [from, to] = text.split('..');
  return { ...(from && { from }), ...(to && { to }) };
}

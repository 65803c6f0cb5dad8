// One record: what it is, its fields, what is related to it, its history, and the calls to read and change it.
import { button, h, show } from './dom.js';
import { call } from './api.js';
import { COPIES } from './copies.js';
import { fields } from './definition.js';
import { confirmed, copy, failure, tell } from './dialog.js';
import { form } from './form.js';
import { dateElement, number, shown } from './format.js';
import { asking, keyOf, kindAt, titleOf } from './kinds.js';
import { learn } from './names.js';
import { go, link, onKeys } from './route.js';
import { current, may } from './session.js';
import { label, t, valueName } from './words.js';

/** @typedef {import('./kinds.js').Kind} Kind */

/** @param {Kind} kind @param {number | string} id */
async function read(kind, id) {
  const reply = await call(`${kind.module}.Get${kind.one}`, asking(kind, id));
  return reply[keyOf(kind)] || Object.values(reply)[0];
}

/** @param {Kind} kind @param {any} record @param {import('./definition.js').Field[]} known */
const figures = (kind, record, known) => h('div', { class: 'figures' }, kind.figures.filter((key) => record[key] !== null && record[key] !== undefined).map((key) =>
  h('span', {}, h('small', {}, label(key)), h('b', {}, shown(key, record[key], known.find((field) => field.name === key))))));

/** The record beside its list. @param {Kind} kind @param {number} id @param {HTMLElement} place @param {() => void} close */
export async function peek(kind, id, place, close) {
  show(place, h('p', { class: 'secondary' }, '…'));
  try {
    const [record, known] = await Promise.all([read(kind, id), fields(`${kind.module}.Create${kind.one}`)]);
    await learn([record], known.filter((field) => field.type === 'id'));
    const filled = Object.keys(record).filter((key) => known.some((field) => field.name === key) && shown(key, record[key]) !== '');
    show(place, h('div', { class: 'head' }, h('h2', {}, link(`/console/${kind.path}/${id}`, titleOf(record))), h('span', { class: 'actions' }, link(`/console/${kind.path}/${id}`, t('open'), 'button'), button('×', close, { class: 'quiet', 'aria-label': t('close') }))),
      h('dl', {}, filled.map((key) => [h('dt', {}, label(key)), h('dd', {}, shown(key, record[key], known.find((field) => field.name === key)))])));
  } catch (cause) {
    show(place, failure(cause), button(t('close'), close));
  }
}

/** @param {Kind} kind @param {string} id @param {HTMLElement} main */
export async function page(kind, id, main) {
  const [record, known] = await Promise.all([read(kind, id), fields(`${kind.module}.Create${kind.one}`)]);
  await learn([record], known.filter((field) => kind.figures.includes(field.name) && field.type === 'id'));
  const again = () => go(location.pathname, true);
  const remove = async () => {
    if (!(await confirmed(t('delete'), t('confirmDelete'), t('delete')))) return;
    try {
      await call(`${kind.module}.Delete${kind.one}`, { [kind.id]: record.id });
      tell(`${t('deleted')}: ${titleOf(record)}`);
      go('/console/' + kind.path);
    } catch (cause) {
      show(problems, failure(cause));
    }
  };
  const problems = h('div', {});
  const edit = h('div', {});
  show(main, h('p', { class: 'secondary' }, link('/console/' + kind.path, t(/** @type {any} */ (kind.path)))), h('div', { class: 'head' }, h('h1', {}, titleOf(record)), h('span', { class: 'actions' }, may('member') && button(t('delete'), remove, { class: 'bad' }))),
    figures(kind, record, known), problems, h('div', { class: 'sections' },
      section(t('details'), edit), kind.related.length > 0 && section(t('related'), related(kind, record)), section(t('timeline'), timeline(kind, record)), section(t('history'), history(kind, record)), section(t('api'), calls(kind, record))));
  if (may('member')) edit.append(await form(kind, record, again));
  else edit.append(h('dl', {}, known.filter((field) => shown(field.name, record[field.name]) !== '').map((field) => [h('dt', {}, label(field.name)), h('dd', {}, shown(field.name, record[field.name], field))])));
  onKeys({ e: () => edit.querySelector('input,select')?.focus() });
}

/** @param {string} title @param {any} content */
const section = (title, content) => h('section', { class: 'panel', 'aria-label': title }, h('h2', {}, title), content);

/** Fills a place with what comes later, or says why it did not. @param {Promise<any>} content */
function later(content) {
  const place = h('div', {}, h('p', { class: 'secondary' }, '…'));
  content.then((element) => show(place, element), (cause) => show(place, failure(cause)));
  return place;
}

/** @param {Kind} kind @param {any} record */
const related = (kind, record) => h('div', { class: 'charts' }, kind.related.map(([path, filter]) => {
  const other = kindAt(path);
  return other && later(call(`${other.module}.Get${other.module}`, { [filter]: record.id, page: 1, pagination: 5, sort: '-id' }).then((reply) =>
    h('div', {}, h('h3', {}, link(`/console/${path}?${filter}=${record.id}`, `${t(/** @type {any} */ (path))} (${number(reply.total)})`)), reply[path].length ? h('ul', {}, reply[path].map((/** @type {any} */ one) => h('li', {}, link(`/console/${path}/${one.id}`, titleOf(one))))) : h('p', { class: 'secondary' }, t('nothingYet')))));
}));

/** @param {Kind} kind @param {any} record */
function timeline(kind, record) {
  if (!['company_id', 'contact_id', 'lead_id', 'opportunity_id', 'order_id', 'ticket_id'].includes(kind.id)) return h('p', { class: 'secondary' }, t('nothingYet'));
  return later(call('Interactions.GetInteractions', { [kind.id]: record.id, page: 1, pagination: 20, sort: '-date' }).then((reply) => reply.interactions.length
    ? h('ul', {}, reply.interactions.map((/** @type {any} */ one) => h('li', {}, dateElement(one.date), ` · ${valueName(one.type)} · ${one.subject || ''} `, h('span', { class: 'secondary' }, one.description || '')))) : h('p', { class: 'secondary' }, t('nothingYet'))));
}

/** @param {Kind} kind @param {any} record */
function history(kind, record) {
  const entity = kind.path === 'customers' ? 'company' : keyOf(kind);
  return later(call('Audit.GetHistory', { entity, record_id: record.id, sort: '-id', page: 1, pagination: 20 }).then((reply) => reply.changes.map((/** @type {any} */ change) =>
    h('details', {}, h('summary', {}, h('time', { datetime: change.changed_at, title: change.changed_at }, new Date(change.changed_at).toLocaleString(document.documentElement.lang)), ` · ${valueName(change.operation)} ${t('changedBy')} ${change.user_name || change.token?.name || change.origin || '–'} · ${change.fields.map((/** @type {any} */ one) => label(one.field)).slice(0, 4).join(', ')}`),
      h('div', { class: 'rows' }, h('table', {}, h('thead', {}, h('tr', {}, h('th', {}, t('field')), h('th', {}, t('before')), h('th', {}, t('after')))), h('tbody', {}, change.fields.map((/** @type {any} */ one) => h('tr', {}, h('th', {}, label(one.field)), h('td', {}, shown(one.field, one.from)), h('td', {}, shown(one.field, one.to))))))),
      h('p', { class: 'secondary' }, t('request') + ' ', h('code', {}, change.request_id || '–'))))));
}

/** @param {Kind} kind @param {any} record */
const calls = (kind, record) => h('div', {}, h('p', { class: 'actions' }, Object.entries(COPIES).map(([name, write]) => button(`${t('copy')} ${name}`, () => copy(write(`${kind.module}.Get${kind.one}`, { profile_id: current()?.profile.id, ...asking(kind, record.id) })))),
  link(`/console/explorer/${kind.module}.Edit${kind.one}`, t('explorer'))), h('details', {}, h('summary', {}, 'JSON'), h('pre', { tabindex: 0 }, JSON.stringify(record, null, 2))));

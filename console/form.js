// The form that makes or edits a record, made from the definition of its method.
import { button, h, show } from './dom.js';
import { call, Refused } from './api.js';
import { fields } from './definition.js';
import { dialog, failure, tell } from './dialog.js';
import { labelled } from './field.js';
import { shown } from './format.js';
import { asking, keyOf } from './kinds.js';
import { label, t } from './words.js';

const ASIDE = ['profile_id', 'dry_run', 'if_version', 'files', 'created_at', 'comment', 'notify', 'external_ids', 'reopen', 'product_measury_id', 'allow_duplicate', 'want_products', 'want_tax', 'lines', 'products'];

/** Sets each problem at its field, and gives those that have none. @param {any[]} controls @param {any} cause */
export function place(controls, cause) {
  controls.forEach((one) => one.problem(''));
  if (!(cause instanceof Refused)) return;
  for (const detail of cause.details) controls.find((one) => one.field.name === detail.path?.split(/[.[]/)[0])?.problem(detail.message);
  controls.find((one) => cause.details.some((detail) => detail.path?.split(/[.[]/)[0] === one.field.name))?.element.querySelector('input,select,textarea')?.focus();
}

/**
 * The fields of a record with one Save.
 * @param {import('./kinds.js').Kind} kind @param {any} record null for a new one
 * @param {(record: any) => void} saved
 */
export async function form(kind, record, saved) {
  const method = `${kind.module}.${record ? 'Edit' : 'Create'}${kind.one}`;
  const all = (await fields(method)).filter((field) => !ASIDE.includes(field.name) && !(record && field.name === kind.id));
  const rank = (/** @type {any} */ field) => (field.required ? 0 : kind.columns.includes(field.name) ? 1 : 2);
  all.sort((one, other) => rank(one) - rank(other));
  let version = record?.version;
  const place_ = h('div', {});
  const mark = h('span', { class: 'secondary', role: 'status' });
  const controls = all.map((field) => {
    const one = labelled(field, record?.[field.name], () => {
      one.element.classList.add('dirty');
      show(mark, t('unsaved'));
    });
    return one;
  });
  const changes = () => {
    /** @type {Record<string, any>} */
    const sent = {};
    for (const one of controls) {
      if (record && !one.element.classList.contains('dirty')) continue;
      const value = one.read();
      if (value !== undefined) sent[one.field.name] = value;
      else if (record) sent[one.field.name] = null;
      else if (one.field.name === 'notify') sent.notify = false;
    }
    return sent;
  };
  const save = async () => {
    show(place_);
    let sent;
    try {
      sent = changes();
      // Required on edit as in the reference.
      if (record) for (const one of controls) if (one.field.required && !(one.field.name in sent)) sent[one.field.name] = record[one.field.name];
      if (kind.one === 'Ticket' && !record) sent.notify = false;
      submit.disabled = true;
      const reply = await call(method, record ? { [kind.id]: record.id, if_version: version, ...sent } : sent);
      tell(t(record ? 'saved' : 'created'));
      saved(reply[keyOf(kind)] || Object.values(reply).find((value) => value?.id));
    } catch (cause) {
      if (record && cause instanceof Refused && cause.code === 'conflict' && !cause.details.some((detail) => detail.existing_id)) return conflict(sent);
      place(controls, cause);
      show(place_, failure(cause));
    } finally {
      submit.disabled = false;
    }
  };
  /** Shows what somebody else saved beside what is to be saved. @param {any} sent */
  const conflict = async (sent) => {
    const reply = await call(`${kind.module}.Get${kind.one}`, asking(kind, record.id));
    const theirs = reply[keyOf(kind)] || Object.values(reply)[0];
    dialog(t('conflict'), (close) => h('div', {},
      h('table', {}, h('thead', {}, h('tr', {}, h('th', {}, t('field')), h('th', {}, t('mine')), h('th', {}, t('theirs')))),
        h('tbody', {}, controls.filter((one) => one.field.name in sent).map((one) => h('tr', {}, h('th', {}, label(one.field.name)), h('td', {}, shown(one.field.name, sent[one.field.name], one.field)), h('td', {}, shown(one.field.name, theirs[one.field.name], one.field)))))),
      h('p', { class: 'actions' }, button(t('keepMine'), () => { version = theirs.version; close(); save(); }, { class: 'first' }), button(t('takeTheirs'), () => { close(); saved(theirs); }))));
  };
  const submit = h('button', { class: 'first' }, record ? t('save') : `${t('create')} ${t(/** @type {any} */ (kind.one))}`);
  const first = controls.filter((one) => rank(one.field) < 2), rest = controls.filter((one) => rank(one.field) === 2);
  return h('form', { novalidate: true, onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), save()), onkeydown: (/** @type {KeyboardEvent} */ event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') (event.preventDefault(), save());
  } }, h('div', { class: 'fields' }, first.map((one) => one.element)),
    rest.length > 0 && h('details', { open: !!record }, h('summary', {}, t('more')), h('div', { class: 'fields' }, rest.map((one) => one.element))),
    place_, h('p', { class: 'actions' }, submit, mark));
}

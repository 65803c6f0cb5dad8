// Work on many records, one call after the other: its progress, what failed and why, and a way to stop.
import { button, h, show } from './dom.js';
import { call } from './api.js';
import { fields } from './definition.js';
import { confirmed, dialog } from './dialog.js';
import { labelled } from './field.js';
import { titleOf } from './kinds.js';
import { may } from './session.js';
import { label, t } from './words.js';

/** @param {string} title @param {any[]} records @param {(record: any) => Promise<any>} work @param {() => void} ended */
function run(title, records, work, ended) {
  let stopped = false;
  const bar = h('progress', { max: records.length, 'aria-label': title }), status = h('p', { role: 'status' }), failures = h('ul', {});
  const close = dialog(title, () => h('div', {}, bar, status, failures, button(t('stop'), () => (stopped = true))), () => { stopped = true; ended(); });
  (async () => {
    let done = 0, failed = 0;
    for (const record of records) {
      if (stopped) break;
      await work(record).then(() => done++, (cause) => { failed++; failures.append(h('li', {}, `${titleOf(record)}: ${cause.message}`)); });
      bar.value = done + failed;
      show(status, `${done} ${t('done')}, ${failed} ${t('failed')}`);
    }
    if (!failed && !stopped) close();
  })();
}

/** The actions on what is selected. @param {import('./kinds.js').Kind} kind @param {any[]} records @param {() => void} ended */
export function bulk(kind, records, ended) {
  if (!may('member')) return null;
  const edit = async () => {
    const all = (await fields(`${kind.module}.Edit${kind.one}`)).filter((field) => ['choice', 'id', 'boolean', 'date'].includes(field.type) && ![kind.id, 'profile_id', 'dry_run', 'if_version', 'notify'].includes(field.name));
    dialog(t('edit'), (close) => {
      const place = h('div', {});
      /** @type {any} */
      let control;
      const select = h('select', { 'aria-label': t('field'), onchange: () => pick() }, all.map((field) => h('option', { value: field.name }, label(field.name))));
      const pick = () => show(place, (control = labelled(/** @type {any} */ (all.find((field) => field.name === select.value)), undefined)).element);
      pick();
      return h('form', { onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        const value = control.read() ?? null;
        close();
        run(t('edit'), records, (record) => call(`${kind.module}.Edit${kind.one}`, { [kind.id]: record.id, if_version: record.version, ...(kind.one === 'Product' && { name: record.name, value: record.value }), [select.value]: value }), ended);
      } }, h('div', { class: 'fields' }, select, place), h('p', {}, h('button', { class: 'first' }, t('apply'))));
    });
  };
  const remove = async () => {
    if (await confirmed(t('delete'), `${t('confirmDeleteMany')} (${records.length})`, t('delete'))) run(t('delete'), records, (record) => call(`${kind.module}.Delete${kind.one}`, { [kind.id]: record.id }), ended);
  };
  return h('span', { class: 'actions' }, button(t('edit'), edit), button(t('delete'), remove, { class: 'bad' }));
}

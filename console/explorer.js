// The explorer: every method with its documentation, a form from its schema, the request as it is sent, and the reply.
import { button, h, show } from './dom.js';
import { call, made, Refused } from './api.js';
import { fields, method as find, methods } from './definition.js';
import { failure } from './dialog.js';
import { copies } from './drawer.js';
import { labelled } from './field.js';
import { place } from './form.js';
import { number } from './format.js';
import { link } from './route.js';
import { current, may } from './session.js';
import { label, t } from './words.js';

/** @param {string} chosen @param {HTMLElement} main */
export async function explorer(chosen, main) {
  const all = await methods();
  const menu = h('nav', { class: 'methods', 'aria-label': t('methods'), tabindex: 0 });
  const draw = (/** @type {string} */ text) => show(menu, all.filter((/** @type {any} */ one) => (one.name + one.summary).toLowerCase().includes(text.toLowerCase())).map((/** @type {any} */ one) =>
    Object.assign(link('/console/explorer/' + one.name, one.name), one.name === chosen && { ariaCurrent: 'page' })));
  const search = h('input', { type: 'search', 'aria-label': `${t('search')}: ${t('methods')}`, placeholder: t('search'), oninput: () => draw(search.value) });
  draw('');
  const detail = h('div', {}, h('p', {}, t('pickMethod')));
  show(main, h('div', { class: 'head' }, h('h1', {}, t('explorer'))), h('div', { class: 'explorer' }, h('div', {}, search, menu), detail));
  const at = menu.querySelector('[aria-current]');
  if (at) menu.scrollTop = at.offsetTop - menu.offsetTop - menu.clientHeight / 2;
  const described = await find(chosen);
  if (described) show(detail, await one(described));
}

/** @param {any} described */
async function one(described) {
  const known = await fields(described.name);
  const request = h('pre', { tabindex: 0, 'aria-label': t('request') }), result = h('div', { 'aria-live': 'polite' }), copy = h('div', {});
  const inProfile = known.some((field) => field.name === 'profile_id');
  const read = () => {
    /** @type {Record<string, any>} */
    const parameters = inProfile ? { profile_id: current()?.profile.id } : {};
    for (const control of controls) {
      const value = control.read();
      if (value !== undefined) parameters[control.field.name] = value;
    }
    return parameters;
  };
  const draw = () => {
    try {
      const parameters = read();
      show(request, JSON.stringify({ method: described.name, parameters }, null, 2));
      show(copy, copies(described.name, parameters));
    } catch (cause) {
      show(request, /** @type {Error} */ (cause).message);
    }
  };
  const fillIn = (/** @type {Record<string, any>} */ values) => known.filter((field) => !['profile_id', 'dry_run'].includes(field.name)).map((field) => labelled({ ...field, name: field.name }, values[field.name], () => draw()));
  let controls = fillIn({});
  const form = h('div', { class: 'fields' }, controls.map((control) => control.element));
  const example = () => {
    const values = Object.fromEntries((described.examples[0]?.params || []).map((/** @type {any} */ given) => [given.name, given.value]));
    controls = fillIn(values);
    show(form, controls.map((control) => control.element));
    draw();
  };
  const send = async (/** @type {boolean} */ dry) => {
    show(result);
    try {
      const parameters = { ...read(), ...(dry && { dry_run: true }) };
      await call(described.name, parameters, { bare: true }).finally(() => {});
      place(controls, null);
      show(result, h('h2', {}, dry ? t('changes') : t('reply')), ...answer());
    } catch (cause) {
      place(controls, cause);
      show(result, failure(cause), cause instanceof Refused && answer());
    }
  };
  const answer = () => [h('p', { class: 'secondary' }, `${made[0].status} · ${number(Math.round(made[0].milliseconds))} ${t('took')} · ${number(made[0].bytes)} ${t('bytes')}`), h('pre', { tabindex: 0, class: 'reply' }, JSON.stringify(made[0].reply, null, 2).slice(0, 200000))];
  draw();
  const role = described['x-access'].role;
  return h('div', {}, h('h2', {}, described.name), h('p', {}, described.summary), described.description !== described.summary && h('details', {}, h('summary', {}, t('details')), h('p', {}, described.description)), h('p', { class: 'secondary' }, `${t('rightNeeded')}: ${described['x-access'].right || role || '–'}`),
    h('form', { novalidate: true, onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), send(false)) }, h('h3', {}, t('form')), form,
      h('p', { class: 'actions' }, h('button', { class: 'first', disabled: !may(role) }, t('send')), known.some((field) => field.name === 'dry_run') && button(t('dryRun'), () => send(true)), described.examples.length > 0 && button(t('example'), example))),
    h('h3', {}, t('request')), request, copy, result, h('details', {}, h('summary', {}, t('field')), h('dl', {}, known.map((field) => [h('dt', {}, field.name), h('dd', {}, `${label(field.name)} · ${field.type}${field.required ? ' *' : ''} `, h('span', { class: 'secondary' }, field.description))]))));
}

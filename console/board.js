// The board: open opportunities by stage. A card moves at once, and goes back exactly if the service refuses.
import { button, h, show } from './dom.js';
import { call } from './api.js';
import { dialog, failure, tell } from './dialog.js';
import { number } from './format.js';
import { fields } from './definition.js';
import { learn, nameOf } from './names.js';
import { link, onKeys } from './route.js';
import { may } from './session.js';
import { t } from './words.js';

const SHOWN = 50;

/** @param {HTMLElement} main */
export async function board(main) {
  const [pipeline, known] = await Promise.all([call('Opportunities.GetPipeline'), fields('Opportunities.CreateOpportunity')]);
  const names = known.filter((field) => ['company_id', 'user_id'].includes(field.name));
  const message = h('div', {});
  /** @type {any[]} */
  const columns = pipeline.stages.map((/** @type {any} */ stage) => ({ stage, sum: h('span', { class: 'secondary' }), place: h('div', {}) }));
  const sums = async () => {
    const fresh = await call('Opportunities.GetPipeline');
    for (const column of columns) {
      const stage = fresh.stages.find((/** @type {any} */ one) => one.stage_id === column.stage.stage_id);
      if (stage) show(column.sum, `${number(stage.count)} · ${number(stage.value, 2)} · ${number(stage.weighted_value, 2)} ${t('weightedSum')}`);
    }
  };
  /** Moves a card: first on the screen, then by the service. @param {any} card @param {any} column @param {any} more */
  const move = async (card, column, more = {}) => {
    const parent = card.parentNode, next = card.nextSibling;
    if (parent === column.place && !more.status) return;
    column.place.prepend(card);
    if (more.status) card.remove();
    else card.querySelector('button')?.focus();
    try {
      const reply = await call('Opportunities.EditOpportunity', { opportunity_id: card.record.id, if_version: card.record.version, stage_id: column.stage.stage_id, ...more });
      Object.assign(card.record, reply.opportunity);
      tell(`${t('moved')}: ${card.record.title}`);
      await sums();
    } catch (cause) {
      parent.insertBefore(card, next);
      show(message, failure(cause));
    }
  };
  const ask = (/** @type {any} */ card) => dialog(`${t('moveTo')}: ${card.record.title}`, (close) => {
    const reason = h('input', { id: 'reason', maxlength: 200 });
    const here = columns.find((column) => column.place === card.parentNode);
    return h('div', {}, h('p', { class: 'actions' }, columns.filter((column) => column !== here).map((column) => button(column.stage.name, () => { close(); move(card, column); }))),
      h('h3', {}, t('wonQuestion')), h('p', {}, h('label', { for: 'reason' }, t('reason')), ' ', reason),
      h('p', { class: 'actions' }, button(t('won'), () => { close(); move(card, here, { status: 'won' }); }), button(t('lost'), () => { close(); move(card, here, { status: 'lost', ...(reason.value && { lost_reason: reason.value }) }); })));
  });
  const make = (/** @type {any} */ record) => {
    const field = (/** @type {string} */ name) => /** @type {any} */ (names.find((one) => one.name === name));
    const age = Math.floor((Date.now() - Date.parse(record.updated_at)) / 86400000);
    const card = h('article', { class: 'card', draggable: may('member') ? 'true' : null, 'aria-label': record.title, ondragstart: (/** @type {any} */ event) => { event.dataTransfer.setData('text/plain', ''); dragged = card; } },
      link(`/console/opportunities/${record.id}`, record.title), h('div', {}, record.company_id ? nameOf(field('company_id'), record.company_id) : ''), h('div', { class: 'actions' }, h('b', {}, number(record.value, 2)), h('span', { class: 'secondary' }, `${t('unchanged')} ${age} ${t('days')}`)),
      h('div', { class: 'actions' }, h('span', { class: 'secondary' }, record.user_id ? nameOf(field('user_id'), record.user_id) : ''), may('member') && button(t('moveTo'), () => ask(card), { 'aria-label': `${t('moveTo')}: ${record.title}` })));
    return Object.assign(card, { record });
  };
  /** @type {any} */
  let dragged = null;
  show(main, h('div', { class: 'head' }, h('h1', {}, t('board'))), message, h('div', { class: 'board', tabindex: 0, role: 'region', 'aria-label': t('board') }, columns.map((column) => {
    const element = h('section', { class: 'column', 'aria-label': column.stage.name, ondragover: (/** @type {Event} */ event) => { event.preventDefault(); element.classList.add('over'); }, ondragleave: () => element.classList.remove('over'),
      ondrop: (/** @type {Event} */ event) => { event.preventDefault(); element.classList.remove('over'); if (dragged) move(dragged, column); dragged = null; } }, h('header', {}, h('h2', {}, column.stage.name), column.sum), column.place);
    return element;
  })));
  onKeys({ m: () => { const card = document.activeElement?.closest('.card'); if (card && may('member')) ask(card); } });
  await Promise.all([sums(), ...columns.map(async (column) => {
    const reply = await call('Opportunities.GetOpportunities', { stage: column.stage.stage_id, status: 'active', page: 1, pagination: SHOWN, sort: '-updated_at' });
    await learn(reply.opportunities, names);
    show(column.place, reply.opportunities.map(make), reply.total > SHOWN && link(`/console/opportunities?stage=${column.stage.stage_id}&status=active`, `${SHOWN} ${t('of')} ${number(reply.total)}`));
  })]);
}

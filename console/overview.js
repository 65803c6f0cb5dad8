// Overview: Reports.GetDashboard as a page. Each mark leads to the list behind it.
import { h, show } from './dom.js';
import { call } from './api.js';
import { bars } from './chart.js';
import { number } from './format.js';
import { go, link } from './route.js';
import { t, valueName } from './words.js';

/** @param {URLSearchParams} asked @param {HTMLElement} main */
export async function overview(asked, main) {
  const months = Number(asked.get('months')) || 12, begin = new Date();
  begin.setDate(1);
  begin.setMonth(begin.getMonth() - months + 1);
  const day = (/** @type {Date} */ date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
  const board = await call('Reports.GetDashboard', { from: day(begin), to: day(new Date()) });
  const range = h('select', { 'aria-label': t('range'), value: String(months), onchange: () => go('/console/?months=' + range.value) }, h('option', { value: '3' }, t('months3')), h('option', { value: '6' }, t('months6')), h('option', { value: '12' }, t('months12')));
  range.value = String(months);
  const figure = (/** @type {any} */ name, /** @type {number | undefined} */ value) => h('span', {}, h('small', {}, name), h('b', {}, number(value ?? 0)));
  show(main, h('div', { class: 'head' }, h('h1', {}, t('overview')), h('div', { class: 'actions' }, range)),
    h('section', { 'aria-label': t('followups'), class: 'figures' }, figure(`${t('followups')}: ${t('overdue')}`, board.followups?.overdue), figure(t('due'), board.followups?.due), figure(t('laterToday'), board.followups?.later_today), figure(t('won'), board.sales?.won), figure(t('lost'), board.sales?.lost)),
    h('p', {}, link('/console/board', t('board'))),
    h('div', { class: 'charts' },
      board.pipeline && bars(t('pipeline'), [t('pipeline'), t('value')], board.pipeline.stages.map((/** @type {any} */ stage) => ({ label: stage.name, path: `/console/opportunities?stage=${stage.stage_id}&status=active`, values: [{ value: stage.value, text: `${number(Math.round(stage.value))} (${stage.count})` }] })), go),
      board.leads && bars(t('funnel'), [t('funnel'), t('count')], board.leads.funnel.map((/** @type {any} */ one) => ({ label: valueName(one.status), path: `/console/leads?status=${one.status}`, values: [{ value: one.count, text: number(one.count) }] })), go),
      board.sales && bars(t('wonLost'), [t('range'), t('won'), t('lost')], board.sales.buckets.map((/** @type {any} */ bucket) => ({ label: bucket.from.slice(0, 7), path: `/console/opportunities?closed_at=${bucket.from}..${bucket.to}`, values: [{ value: bucket.won, text: `${number(bucket.won)} ${t('won').toLowerCase()}`, style: 'good' }, { value: bucket.lost, text: `${number(bucket.lost)} ${t('lost').toLowerCase()}`, style: 'bad' }] })), go),
      board.tickets?.by_age && bars(t('ticketAge'), [t('ticketAge'), t('count')], board.tickets.by_age.map((/** @type {any} */ age) => ({ label: age.to_days === null ? `${age.from_days}+ ${t('days')}` : `${age.from_days}–${age.to_days} ${t('days')}`, path: '/console/tickets?status=open', values: [{ value: age.count, text: number(age.count) }] })), go)));
}

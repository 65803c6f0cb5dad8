// Values as a person reads them.
import { h } from './dom.js';
import { nameOf } from './names.js';
import { language } from './session.js';
import { t, valueName } from './words.js';

const locale = () => (language() === 'es' ? 'es-MX' : 'en-GB');

/** @param {number} value @param {number} [places] */
export const number = (value, places = 0) => new Intl.NumberFormat(locale(), { minimumFractionDigits: places, maximumFractionDigits: Math.max(places, 4) }).format(value);

/** @param {string} value */
export function day(value) {
  const whole = value.length > 10 ? new Date(value) : new Date(value + 'T00:00:00');
  return whole.toLocaleDateString(locale(), { day: 'numeric', month: 'short', year: 'numeric' });
}

/** A date with the exact instant as its title. @param {string} value */
export const dateElement = (value) => h('time', { datetime: value, title: value }, day(value));

const MONEY = /^(value|total|price|credit_limit|subtotal|tax|discount)$|_value$/;

/** @param {string} name */
export const isNumeric = (name) => MONEY.test(name) || ['score', 'amount', 'min_quantity'].includes(name);

/** @param {string} name @param {any} value @param {import('./definition.js').Field} [field] @returns {import('./dom.js').Child} */
export function shown(name, value, field) {
  if (value === null || value === undefined || value === '') return '';
  if (field?.type === 'id' && typeof value === 'number') return nameOf(field, value);
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (typeof value === 'number') return number(value, MONEY.test(name) ? 2 : 0);
  if (typeof value === 'string') {
    if (/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(value)) return dateElement(value);
    return field?.type === 'choice' || /status$|_type$/.test(name) ? valueName(value) : value;
  }
  if (Array.isArray(value)) return value.length ? value.map((part) => (typeof part === 'object' ? JSON.stringify(part) : String(part))).join(', ') : '';
  return Object.keys(value).length ? Object.entries(value).filter(([, part]) => part !== null).map(([, part]) => (typeof part === 'object' ? JSON.stringify(part) : String(part))).join(', ') : '';
}

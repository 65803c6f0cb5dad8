// Dialogs, messages and failures. Focus goes into a dialog and back to where it came from.
import { button, h, show } from './dom.js';
import { Gone, Refused } from './api.js';
import { t } from './words.js';

/** Opens a dialog and gives the function that closes it. @param {string} title @param {(close: () => void) => any} content @param {() => void} [closed] */
export function dialog(title, content, closed) {
  const from = /** @type {HTMLElement | null} */ (document.activeElement);
  const element = h('dialog', { 'aria-label': title });
  const close = () => element.close();
  element.addEventListener('close', () => {
    element.remove();
    from?.focus?.();
    closed?.();
  });
  show(element, h('header', {}, h('h2', {}, title), button('×', close, { class: 'quiet', 'aria-label': t('close') })), content(close));
  document.body.append(element);
  element.showModal();
  return close;
}

/** Asks once. @param {string} title @param {string} question @param {string} yes @returns {Promise<boolean>} */
export function confirmed(title, question, yes) {
  return new Promise((resolve) => {
    let answer = false;
    dialog(title, (close) => h('div', {}, h('p', {}, question), h('p', { class: 'actions' },
      button(yes, () => { answer = true; close(); }, { class: 'bad' }), button(t('cancel'), close))), () => resolve(answer));
  });
}

/** Says something for a while. @param {string} text @param {boolean} [bad] */
export function tell(text, bad = false) {
  const place = document.querySelector('.messages');
  if (!place) return;
  const message = h('p', { class: bad ? 'message bad' : 'message' }, text, ' ', button('×', () => message.remove(), { class: 'quiet', 'aria-label': t('close') }));
  place.append(message);
  setTimeout(() => message.remove(), bad ? 15000 : 4000);
}

/** A failure with the service's sentence and the request's id. @param {any} cause @param {() => void} [again] */
export function failure(cause, again) {
  const sentence = cause instanceof Gone ? t('gone') : cause.message;
  const id = cause instanceof Refused ? cause.requestId : null;
  return h('div', { class: 'failure', role: 'alert' }, h('p', {}, sentence),
    id && h('p', { class: 'secondary' }, t('request') + ' ', h('code', {}, id), ' ', button(t('copy'), () => copy(id))),
    again && button(t('tryAgain'), again));
}

/** @param {string} text */
export async function copy(text) {
  await navigator.clipboard.writeText(text).catch(() => {});
  tell(t('copied'));
}

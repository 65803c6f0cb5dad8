// Signing in, also again over the page when the session has ended, and the choice of a profile.
import { button, h, show } from './dom.js';
import { call, watchers } from './api.js';
import { dialog, failure, tell } from './dialog.js';
import { forget } from './names.js';
import { current, keep, language, prefer } from './session.js';
import { t } from './words.js';

/** @param {string} email @param {string} password */
async function enter(email, password) {
  const reply = await call('Auth.Login', { email, password }, { bare: true, again: true });
  keep({ token: reply.token, user: reply.user, profile: null, profiles: [] });
  const { profiles } = await call('Profiles.GetProfiles', {}, { bare: true, again: true });
  keep({ token: reply.token, user: reply.user, profile: profiles.length === 1 ? profiles[0] : null, profiles });
}

/** @param {() => void} entered */
function form(entered) {
  const email = h('input', { id: 'email', type: 'email', autocomplete: 'username', required: true });
  const password = h('input', { id: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const problem = h('div', {});
  const submit = async () => {
    show(problem);
    await enter(email.value, password.value).then(entered, (cause) => show(problem, failure(cause)));
  };
  const { demo, demoPassword } = document.documentElement.dataset;
  const users = (demo || '').split(' ').filter(Boolean);
  const forgotten = () => call('Auth.RequestPasswordReset', { email: email.value }, { bare: true }).then(() => tell(t('resetSent')), (cause) => show(problem, failure(cause)));
  return h('form', { onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), submit()) }, h('label', { for: 'email' }, t('email')), email, h('label', { for: 'password' }, t('password')), password, problem,
    h('p', { class: 'actions' }, h('button', { class: 'first' }, t('signIn')), button(t('forgotten'), forgotten, { class: 'quiet' })),
    users.length > 0 && h('div', { class: 'card' }, h('p', {}, t('demoUsers')), users.map((user) => h('p', {}, button(user, () => { email.value = user; password.value = demoPassword; submit(); })))));
}

/** The page for somebody who is not signed in. @param {() => void} entered */
export function signInPage(entered) {
  const other = () => { prefer('language', language() === 'es' ? 'en' : 'es'); location.reload(); };
  show(document.body, h('main', { class: 'enter' }, h('h1', {}, 'Ventanilla'), form(entered), h('p', {}, button(t('language'), other, { class: 'quiet' }))), h('div', { class: 'messages', role: 'status' }));
  /** @type {HTMLElement | null} */ (document.querySelector('#email'))?.focus();
}

/** @param {() => void} chosen */
export function profilePage(chosen) {
  const session = current();
  show(document.body, h('main', { class: 'enter' }, h('h1', {}, t('chooseProfile')), session?.profiles.length ? session.profiles.map((profile) => h('p', {}, button(profile.name, () => { chooseProfile(profile); chosen(); }))) : h('p', {}, t('noProfile')),
    button(t('signOut'), () => { keep(null); location.assign('/console/'); })));
}

/** @param {any} profile */
export function chooseProfile(profile) {
  const session = current();
  if (session) keep({ ...session, profile });
  forget();
}

/** @type {Promise<boolean> | null} */
let asking = null;

/** Asks again over the page; calls that wait meanwhile share the one dialog. */
watchers.signIn = () => {
  asking ??= new Promise((resolve) => {
    const profile = current()?.profile;
    let entered = false;
    dialog(t('signInAgain'), (close) => form(() => { if (profile) chooseProfile(profile); entered = true; close(); }), () => { asking = null; resolve(entered); });
  });
  return asking;
};

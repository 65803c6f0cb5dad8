// The console begins here: the frame, the way from an address to its screen, and the keys that hold everywhere.
import { button, h, show } from './dom.js';
import { call, made, watchers } from './api.js';
import { board } from './board.js';
import { dialog, failure } from './dialog.js';
import { drawerIsOpen, refresh, toggleDrawer } from './drawer.js';
import { explorer } from './explorer.js';
import { KINDS, kindAt } from './kinds.js';
import { list } from './list.js';
import { forget } from './names.js';
import { overview } from './overview.js';
import { page } from './record.js';
import { go, link, onArrival, onKeys, press } from './route.js';
import { applyLooks, current, keep, language, prefer, preference } from './session.js';
import { chooseProfile, profilePage, signInPage } from './sign_in.js';
import { t } from './words.js';

let turn = 0;
/** @type {any} */
let main;
/** @type {any} */
let side;
/** @type {any} */
let searchField;

async function arrive() {
  const mine = ++turn;
  const [, , first = '', second = ''] = location.pathname.split('/').map(decodeURIComponent);
  const asked = new URLSearchParams(location.search);
  made.length = 0;
  refresh();
  onKeys({});
  side.classList.remove('open');
  for (const element of side.querySelectorAll('a')) element.removeAttribute('aria-current');
  side.querySelector(`a[href="/console/${CSS.escape(first)}"]`)?.setAttribute('aria-current', 'page');
  // A screen draws into a place of its own: what comes late for one that was left is never seen.
  const place = h('div', {}, h('p', { class: 'secondary' }, '…'));
  show(main, place);
  const kind = kindAt(first);
  document.title = `${kind ? t(/** @type {any} */ (kind.path)) : first === 'board' ? t('board') : first === 'explorer' ? t('explorer') : t('overview')} · Ventanilla`;
  try {
    if (first === '') await overview(asked, place);
    else if (first === 'board') await board(place);
    else if (first === 'explorer') await explorer(second, place);
    else if (kind && /^\d+$/.test(second)) await page(kind, second, place);
    else if (kind) await list(kind, asked, place);
    else show(place, h('h1', {}, t('notFound')));
  } catch (cause) {
    if (mine === turn) show(place, failure(cause, arrive));
  }
}

async function signOut() {
  const leaving = call('Auth.Logout', {}, { bare: true, again: true }).catch(() => {});
  // Calls that are still under way find no session, and ask for no password.
  keep(null);
  await leaving;
  forget();
  history.replaceState(null, '', '/console/');
  begin();
}

function begin() {
  applyLooks();
  const session = current();
  if (!session) return signInPage(begin);
  if (!session.profile) return profilePage(begin);
  const group = (/** @type {string} */ title, /** @type {[string, string][]} */ links) => [h('h2', {}, title), links.map(([path, text]) => link('/console/' + path, text))];
  const dark = () => { prefer('theme', (preference('theme') || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark'); applyLooks(); };
  const other = () => { prefer('language', language() === 'es' ? 'en' : 'es'); forget(); begin(); };
  const personal = () => [button(t('language'), other, { class: 'quiet', lang: language() === 'es' ? 'en' : 'es' }), button('◐', dark, { class: 'quiet', 'aria-label': t('theme'), title: t('theme') }), button(t('signOut'), signOut, { class: 'quiet' })];
  side = h('nav', { class: 'side', 'aria-label': t('navigation') }, group(t('work'), [['', t('overview')], ['board', t('board')]]), group(t('records'), KINDS.map((kind) => [kind.path, t(/** @type {any} */ (kind.path))])), group(t('build'), [['explorer', t('explorer')]]), h('div', { class: 'narrow' }, h('h2', {}, session.user.name), personal()));
  main = h('main', { id: 'main', tabindex: -1 });
  searchField = h('input', { type: 'search', 'aria-label': t('search'), placeholder: t('search') });
  const kinds = h('select', { 'aria-label': t('records'), class: 'wide' }, KINDS.map((kind) => h('option', { value: kind.path }, t(/** @type {any} */ (kind.path)))));
  const profiles = session.profiles.length > 1 && h('select', { 'aria-label': t('profile'), onchange: () => { chooseProfile(session.profiles.find((profile) => String(profile.id) === profiles.value)); begin(); } }, session.profiles.map((profile) => h('option', { value: profile.id }, profile.name)));
  if (profiles) profiles.value = String(session.profile.id);
  show(document.body, h('a', { class: 'skip', href: '#main', onclick: (/** @type {Event} */ event) => (event.preventDefault(), main.focus()) }, t('skip')), h('div', { class: 'frame' },
    h('header', { class: 'top' }, button('☰', () => side.classList.toggle('open'), { class: 'menu quiet', 'aria-label': t('menu') }), link('/console/', 'Ventanilla', 'brand'), profiles || h('span', { class: 'secondary wide' }, session.profile.name),
      h('form', { role: 'search', onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), go(`/console/${kinds.value}?query=${encodeURIComponent(searchField.value)}`)) }, searchField), kinds, h('span', { class: 'space' }),
      button('~', toggleDrawer, { class: 'quiet', 'aria-label': t('calls'), title: t('calls') }), 
      h('span', { class: 'secondary wide' }, session.user.name), h('span', { class: 'wide' }, personal())), side, main), h('div', { class: 'messages', role: 'status' }));
  arrive();
}

watchers.called = refresh;
/** @type {any} */
let gone = null;
watchers.reachable = (is) => {
  if (is && gone) {
    gone.bar.remove();
    clearInterval(gone.timer);
    gone = null;
  } else if (!is && !gone) {
    const bar = h('p', { class: 'gone', role: 'status' }, t('gone'));
    document.body.append(bar);
    gone = { bar, timer: setInterval(() => call('System.Ping', {}, { bare: true }).catch(() => {}), 3000) };
  }
};

addEventListener('keydown', (event) => {
  const typing = event.target instanceof Element && event.target.closest('input,select,textarea,dialog');
  if ((event.ctrlKey || event.metaKey) && event.key === 'k' && searchField) return event.preventDefault(), searchField.focus();
  if (event.key === 'Escape' && drawerIsOpen()) return toggleDrawer();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !current()?.profile) return;
  if (event.key === '/') return event.preventDefault(), searchField.focus();
  if (event.key === '~') return toggleDrawer();
  if (event.key === '?') return void dialog(t('keys'), () => h('p', {}, t('keysText')));
  if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('a,button,summary')) return;
  if (press(event.key)) event.preventDefault();
});

onArrival(() => (current()?.profile ? arrive() : begin()));
begin();

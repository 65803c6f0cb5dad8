// The session: the user, the profile, the language. The token is in sessionStorage at most: it ends with the tab.

/** @typedef {{token: string, user: any, profile: any, profiles: any[]}} Session */

/** @type {Session | null} */
let session = JSON.parse(sessionStorage.getItem('session') || 'null');

export const current = () => session;

/** @param {Session | null} next */
export function keep(next) {
  session = next;
  if (next) sessionStorage.setItem('session', JSON.stringify(next));
  else sessionStorage.removeItem('session');
}

/** A preference of this browser. @param {string} name @returns {string | null} */
export const preference = (name) => localStorage.getItem('console.' + name);

/** @param {string} name @param {string} value */
export const prefer = (name, value) => localStorage.setItem('console.' + name, value);

/** @returns {'en' | 'es'} */
export function language() {
  const chosen = preference('language') || navigator.language;
  return chosen.startsWith('es') ? 'es' : 'en';
}

const RANKS = ['viewer', 'member', 'manager'];

/** Whether the role on this profile suffices for a method. @param {string | null | undefined} role */
export function may(role) {
  return !role || RANKS.indexOf(session?.profile?.role) >= RANKS.indexOf(role);
}

export function applyLooks() {
  document.documentElement.lang = language();
  const theme = preference('theme');
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

// Calls of POST /api, the only requests that the console makes, and the record of them that the drawer shows.
import { current, language } from './session.js';

/** @typedef {{method: string, parameters: any, at: Date, milliseconds: number, status: number, reply: any, bytes: number}} Made */

/** A call that the service refused, with its sentence. */
export class Refused extends Error {
  /** @param {number} status @param {any} reply */
  constructor(status, reply) {
    super(reply.error);
    this.status = status;
    /** @type {string} */
    this.code = reply.response.code;
    /** @type {{path: string, message: string, existing_id?: number}[]} */
    this.details = reply.response.details || [];
    /** @type {string} */
    this.requestId = reply.response.request_id;
  }
}

/** The service can't be reached. */
export class Gone extends Error {}

/** @type {Made[]} */
export const made = [];
const LONGEST = 100;
export const watchers = {
  /** @type {() => void} */ called() {},
  /** @type {(gone: boolean) => void} */ reachable() {},
  /** Asks for the password again; true when signed in. @type {() => Promise<boolean>} */ signIn: async () => false,
};

/**
 * Makes a call, and gives its response. The profile is added, unless the call has one or is about none.
 * @param {string} method
 * @param {Record<string, any>} [parameters]
 * @param {{bare?: boolean, again?: boolean}} [options]
 * @returns {Promise<any>}
 */
export async function call(method, parameters = {}, options = {}) {
  const session = current();
  const sent = options.bare || !session?.profile ? parameters : { profile_id: session.profile.id, ...parameters };
  const begun = performance.now();
  let response, text;
  try {
    const headers = { 'Content-Type': 'application/json', 'Accept-Language': language() };
    if (session) Object.assign(headers, { Authorization: 'Bearer ' + session.token });
    response = await fetch('/api', { method: 'POST', headers, body: JSON.stringify({ method, parameters: sent }) });
    text = await response.text();
  } catch {
    watchers.reachable(false);
    throw new Gone(method);
  }
  let reply;
  try {
    reply = JSON.parse(text);
  } catch {
    watchers.reachable(false);
    throw new Gone(method);
  }
  watchers.reachable(true);
  const milliseconds = performance.now() - begun;
  const secret = /password|Login/i.test(method);
  made.unshift({ method, parameters: secret ? hidden(sent) : sent, at: new Date(), milliseconds, status: response.status, reply: secret ? hidden(reply) : reply, bytes: text.length });
  made.length = Math.min(made.length, LONGEST);
  watchers.called();
  if (reply.success) return reply.response;
  if (response.status === 401 && session && session === current() && !options.again && (await watchers.signIn())) return call(method, parameters, { ...options, again: true });
  throw new Refused(response.status, reply);
}

/** The value without passwords and tokens, which the drawer never shows. @param {any} value @returns {any} */
function hidden(value) {
  if (Array.isArray(value)) return value.map(hidden);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, /password|^token$/.test(key) ? '…' : hidden(inner)]));
}

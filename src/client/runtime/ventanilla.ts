/**
 * A client of Ventanilla {{version}}: over fetch, without dependencies, for Node 20, Deno, Bun and browsers. Node
 * 22.18 runs it as it is; an older one needs it compiled.
 *
 *     const client = new Client("http://127.0.0.1:8080");
 *     await client.login("ana@example.com", "...");
 *     client.profileId = (await client.profiles.getProfiles()).profiles[0]?.id;
 *     for await (const company of client.companies.iterateCompanies({ query: "cafe" })) {
 *       console.log(company.name);
 *     }
 *
 * A parameter that is left out is not sent; null is sent, and clears the field that it names. An amount comes back as a
 * number, which holds 15 digits: those of amounts below a hundred thousand million with four places. Don't calculate
 * with it if the last digit counts. An amount may be given as a text, too, and then no digit is lost on the way.
 *
 * The client retries calls that the service could not take (`unavailable`, `rate_limited`, no connection, no answer in
 * time), and calls with an unknown outcome (`outcome_unknown`). A call that writes sends the same idempotency key with
 * each retry. A write that takes no key, because a password or a token is in it, is not retried if it may have been
 * made.
 *
 * This file is written by `ventanilla client typescript`. To change it, write it again.
 */

/** A mistake in a call. */
export interface Problem {
  /** The path of the wrong parameter: `shipping_address.state`. */
  path: string;
  rule: string;
  message: string;
}

/** A call that failed. */
export class Failure extends Error {
  override readonly name = "Failure";
  /**
   * For programs. Two codes are not the service's: `unreachable`, if nothing answered in time, and
   * `unexpected_answer`, if something other than the service answered, such as a proxy.
   */
  readonly code: string;
  /** The mistakes, one for each parameter. */
  readonly details: readonly Problem[];
  /** Finds the call in the service's log. */
  readonly requestId: string | undefined;
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** The seconds to wait before a retry, if the service named any. */
  readonly retryAfter: number | undefined;

  constructor(
    code: string,
    message: string,
    about: {
      details?: readonly Problem[];
      requestId?: string | undefined;
      status?: number;
      retryAfter?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: about.cause });
    this.code = code;
    this.details = about.details ?? [];
    this.requestId = about.requestId;
    this.status = about.status;
    this.retryAfter = about.retryAfter;
  }

  /** Whether the same call may succeed later. */
  get isPassing(): boolean {
    const passing = this.isRefusal || this.code === "unreachable" || this.code === "outcome_unknown";
    return passing || (this.code === "unexpected_answer" && [429, 502, 503, 504].includes(this.status ?? 0));
  }

  /** Whether the service itself says that it could not take the call, and so has done nothing of it. */
  get isRefusal(): boolean {
    return this.code === "unavailable" || this.code === "rate_limited";
  }
}

/** The options of a client. */
export interface Options {
  /** An application token; or none, to sign in with `login`. */
  token?: string | undefined;
  /** The default profile of all calls. */
  profileId?: number | string | undefined;
  /** The name under which changes are recorded. */
  origin?: string | undefined;
  /** The longest time of an attempt in seconds, by default 30. */
  timeout?: number;
  /** The most retries of a call, by default 4. */
  retries?: number;
  /** The most seconds between two attempts, by default 60: if the service asks for more, the call fails. */
  longestWait?: number;
}

/** The options of a call that writes. */
export interface Writing {
  /** The caller's own idempotency key, if any: a script that keeps it can retry after a restart. */
  idempotencyKey?: string | undefined;
}

/** The options of a call by its name. */
export interface CallOptions extends Writing {
  /** Whether the client's profile is added if the parameters name none. */
  ofProfile?: boolean;
  /** Whether the method may change something. */
  writes?: boolean;
  /** Whether an idempotency key is sent, without which a write is not retried if it may have been made. */
  keyed?: boolean;
}

// {{shapes}}

// {{modules}}

/** The methods that take a profile, as a call inside a batch may name them. */
const OF_PROFILE: ReadonlySet<unknown> = new Set([
  // {{of_profile}}
]);

/** A call of a batch, with this profile if it takes one and names none. */
function callOfProfile(call: unknown, profileId: number | string): unknown {
  if (typeof call !== "object" || call === null) {
    return call;
  }
  const { method, parameters } = call as { method?: unknown; parameters?: unknown };
  const named = typeof method === "string" ? method.trim() : method;
  const isEmpty = parameters === undefined || parameters === null || (Array.isArray(parameters) && parameters.length === 0);
  const given = isEmpty ? {} : parameters;
  if (!OF_PROFILE.has(named) || typeof given !== "object" || Array.isArray(given)) {
    return call;
  }
  const keys = Object.entries(given as object).filter(([, value]) => value !== undefined).map(([key]) => key);
  // Parameters that are one reference to an earlier reply have their profile from there.
  if (keys.includes("profile_id") || (keys.length === 1 && keys[0] === "$ref")) {
    return call;
  }
  return { ...call, parameters: { ...given, profile_id: profileId } };
}

/** A client for the service at an address, with the caller's token. */
export class Client {
  readonly url: string;
  token: string | undefined;
  /** The default profile of all calls. */
  profileId: number | string | undefined;
  readonly #origin: string | undefined;
  readonly #timeout: number;
  readonly #retries: number;
  readonly #longestWait: number;
  // {{accessors}}

  constructor(url: string, options: Options = {}) {
    this.url = url.replace(/\/+$/, "");
    this.token = options.token;
    this.profileId = options.profileId;
    this.#origin = options.origin;
    this.#timeout = options.timeout ?? 30;
    this.#retries = options.retries ?? 4;
    this.#longestWait = options.longestWait ?? 60;
  }

  /** Signs in. The token is kept for the calls that follow; it lives for an hour. */
  async login(email: string, password: string): Promise<void> {
    const { token } = await this.call<{ token: string }>("Auth.Login", { email, password });
    this.token = token;
  }

  /** Calls a method by its name and gives its response; rejects with a Failure. */
  async call<Result>(method: string, parameters: object, options: CallOptions = {}): Promise<Result> {
    const profile = options.ofProfile && this.profileId !== undefined ? { profile_id: this.profileId } : {};
    const sent: Record<string, unknown> = { ...profile, ...parameters };
    const { profileId } = this;
    if ((method === "Batch.Run" || method === "Run") && profileId !== undefined) {
      const { calls } = sent;
      sent["calls"] = Array.isArray(calls) ? calls.map((call) => callOfProfile(call, profileId)) : callOfProfile(calls, profileId);
    }
    const body = JSON.stringify({ method, parameters: sent });
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (this.token !== undefined) {
      headers["Authorization"] = `Bearer ${this.token}`;
    }
    if (this.#origin !== undefined) {
      headers["X-Origin"] = this.#origin;
    }
    if (options.keyed) {
      headers["Idempotency-Key"] = options.idempotencyKey ?? newKey();
    }
    for (let attempt = 0; ; attempt += 1) {
      try {
        return (await this.#send(body, headers)) as Result;
      } catch (failure) {
        if (!(failure instanceof Failure) || !failure.isPassing || attempt >= this.#retries) {
          throw failure;
        }
        if (options.writes && !options.keyed && !failure.isRefusal) {
          throw failure;
        }
        // Half of the wait is random, so that clients that were refused together don't retry together.
        const backoff = Math.min(0.5 * 2 ** attempt, 30) * (0.5 + Math.random() / 2);
        const wait = Math.max(backoff, failure.retryAfter ?? 0);
        if (wait > this.#longestWait) {
          throw failure;
        }
        await new Promise((resolve) => setTimeout(resolve, wait * 1000));
      }
    }
  }

  /** One attempt. */
  async #send(body: string, headers: Record<string, string>): Promise<unknown> {
    let answer: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(this.#timeout * 1000);
      // The token goes to the named service and nowhere else.
      answer = await fetch(`${this.url}/api`, { method: "POST", body, headers, signal, redirect: "manual" });
      text = await answer.text();
    } catch (cause) {
      throw new Failure("unreachable", `${this.url} does not answer: ${String(cause)}`, { cause });
    }
    const status = answer.status;
    const wait = answer.headers.get("Retry-After") ?? "";
    const retryAfter = /^\d+$/.test(wait) ? Number(wait) : undefined;
    const reply = read(text);
    if (reply === undefined) {
      const requestId = answer.headers.get("X-Request-Id") ?? undefined;
      const message = `what answers at ${this.url} with HTTP status ${status} is not Ventanilla`;
      throw new Failure("unexpected_answer", message, { requestId, status, retryAfter });
    }
    if (!reply.success) {
      const { code, details, request_id: requestId } = reply.response;
      throw new Failure(code, reply.error, { details, requestId, status, retryAfter });
    }
    return reply.response;
  }
}

type Reply =
  | { success: true; response: unknown; error: null }
  | { success: false; response: { code: string; details: Problem[]; request_id: string }; error: string };

/** The reply in a body, if there is one. */
function read(text: string): Reply | undefined {
  try {
    const reply: unknown = JSON.parse(text);
    return typeof reply === "object" && reply !== null && "success" in reply ? (reply as Reply) : undefined;
  } catch {
    return undefined;
  }
}

/** A unique key. Pages without TLS have no crypto.randomUUID. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The generated client in TypeScript, in a session with the service that VENTANILLA_URL names, and with flaky.py.
// The client lies beside this file; VENTANILLA_EMAIL and VENTANILLA_PASSWORD are the user's; VENTANILLA_FLAKY_URL is
// the address of flaky.py.

import assert from "node:assert/strict";
import { Client, Failure, type Options } from "./ventanilla.ts";

interface Attempt {
  parameters: unknown;
  key: string | null;
  authorization: string;
  origin: string | null;
  milliseconds: number;
}

function setting(name: string): string {
  const value = process.env[name];
  assert(value, `${name} is not set`);
  return value;
}

/** The failure that a call has to have. */
async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const outcome = await call.then(() => "this call should have failed", (failure: unknown) => failure);
  assert(outcome instanceof Failure, String(outcome));
  return outcome;
}

async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) {
    list.push(item);
  }
  return list;
}

async function aSessionWithTheService(): Promise<void> {
  const client = new Client(setting("VENTANILLA_URL"));
  const denied = await failureOf(client.profiles.getProfiles());
  assert.deepEqual([denied.code, denied.status], ["unauthenticated", 401]);

  await client.login(setting("VENTANILLA_EMAIL"), setting("VENTANILLA_PASSWORD"));
  const profile = (await client.profiles.getProfiles()).profiles[0]?.id;
  const missing = await failureOf(client.companies.getTypes());
  assert.deepEqual(missing.details.map((problem) => problem.path), ["profile_id"]);
  assert((await client.companies.getTypes({ profile_id: profile })).types.length > 0);

  client.profileId = profile;
  const typeId = (await client.companies.getTypes()).types[0]?.id ?? 0;
  const industryId = (await client.companies.getIndustries()).industries[0]?.id ?? 0;
  const ids: number[] = [];
  for (let number = 0; number < 5; number += 1) {
    const made = { name: `Walked in TypeScript ${number}`, type_id: typeId, industry_id: industryId };
    ids.push((await client.companies.createCompany(made)).company.id);
  }
  const first = ids[0] ?? 0;
  const originId = (await client.contacts.getOrigins()).origins[0]?.id ?? 0;
  const { contact } = await client.contacts.createContact({ company_id: first, name: "José", surname: "Núñez", origin_id: originId });
  assert.equal(contact.name, "José");

  // A field that is left out or undefined stays; null clears.
  await client.companies.editCompany({ company_id: first, phone: "+52 33 1234 5678", bio: "Coffee" });
  const { company } = await client.companies.editCompany({ company_id: first, bio: null, phone: undefined });
  assert.deepEqual([company.phone, company.bio], ["+52 33 1234 5678", null]);

  // Iterators over several pages, in all their forms.
  for (const pages of [{ pagination: 2 }, { pagination: 2, with_total: false }, { pagination: 5 }, {}]) {
    const walked = await collected(client.companies.iterateCompanies({ query: "Walked in TypeScript", ...pages }));
    assert.deepEqual(walked.map((company) => company.id), ids);
  }
  assert.deepEqual(await collected(client.companies.iterateCompanies({ query: "Nobody is called so", with_total: false })), []);

  // The feed, answer by answer, then on from the last cursor.
  const start = (await collected(client.sync.iterateChanges({ entities: ["company"] }))).at(-1)?.cursor;
  const [one = 0, two = 0, three = 0] = ids;
  await client.companies.editCompany({ company_id: one, bio: "One" });
  await client.companies.editCompany({ company_id: two, bio: "Two" });
  await client.companies.deleteCompany({ company_id: three });
  const answers = await collected(client.sync.iterateChanges({ since: start, entities: ["company"], limit: 1 }));
  const seen = answers.flatMap((answer) => answer.changes).filter((change) => ids.includes(change.id));
  assert(answers.length > 1);
  assert.deepEqual(
    seen.map((change) => [change.id, change.operation]),
    [[one, "update"], [two, "update"], [three, "delete"]],
  );

  // Calls in a batch get the client's profile, too, if they take one and name none.
  const batch = await client.batch.run({
    calls: [
      { method: "Companies.EditCompany", parameters: { company_id: one, bio: "Three" } },
      { method: "GetCompanies", parameters: { pagination: 1 } },
      { method: "Companies.GetTypes" },
      { method: "System.Ping" },
      { method: "Companies.GetCompanies", parameters: { profile_id: client.profileId, pagination: 1 } },
    ],
  });
  assert.deepEqual(batch.replies.map((reply) => reply.success), [true, true, true, true, true]);

  for (const value of [12345678901.2345, "12345678901.2345", 0.1, 7]) {
    const { product } = await client.products.createProduct({ name: "Measured in TypeScript", value });
    assert.equal(product.value, Number(value));
  }

  const wrong = await failureOf(client.companies.createCompany({ name: "", type_id: "none", industry_id: industryId }));
  assert.deepEqual([wrong.code, wrong.status], ["invalid_parameters", 422]);
  assert.deepEqual(wrong.details.map((problem) => problem.path).sort(), ["name", "type_id"]);
  assert(wrong.requestId && wrong.message && !wrong.isPassing);
}

async function retries(): Promise<void> {
  const client = (trouble: string, options: Options = {}) =>
    new Client(`${setting("VENTANILLA_FLAKY_URL")}/typescript/${trouble}`, { token: "token", profileId: 5, origin: "erp", ...options });
  /** What flaky.py answers instead of what the method would. */
  const attemptsOf = async (call: Promise<unknown>) => ((await call) as { attempts: Attempt[] }).attempts;

  const attempts = await attemptsOf(client("unavailable").companies.deleteCompany({ company_id: 1 }));
  assert.equal(attempts.length, 3);
  assert.equal(new Set(attempts.map((attempt) => attempt.key)).size, 1);
  assert((attempts[0]?.key?.length ?? 0) > 20);
  assert.deepEqual([attempts[0]?.authorization, attempts[0]?.origin], ["Bearer token", "erp"]);
  assert.deepEqual(attempts[0]?.parameters, { company_id: 1, profile_id: 5 });
  const again = await attemptsOf(client("unavailable").companies.deleteCompany({ company_id: 1 }));
  assert.notEqual(again.at(-1)?.key, attempts[0]?.key);
  const own = await attemptsOf(client("unavailable").companies.deleteCompany({ company_id: 1 }, { idempotencyKey: "mine" }));
  assert.equal(own.at(-1)?.key, "mine");
  const read = await attemptsOf(client("unavailable").companies.getTypes({ profile_id: 6 }));
  assert.equal(read.at(-1)?.key, null);
  assert.deepEqual(read.at(-1)?.parameters, { profile_id: 6 });

  const calls = [
    { method: "GetTypes" },
    { method: "GetStages", parameters: {} },
    { method: "Companies.GetTypes", parameters: { profile_id: 6 } },
    { method: "Companies.GetCompany", parameters: { $ref: "0.company" } },
    { method: "Auth.Logout" },
    { method: "GetInputs" },
  ];
  const sent = (await attemptsOf(client("unavailable").batch.run({ calls }))).at(-1)?.parameters;
  const ofProfile = [
    { method: "GetTypes", parameters: { profile_id: 5 } },
    { method: "GetStages", parameters: { profile_id: 5 } },
    ...calls.slice(2),
  ];
  assert.deepEqual(sent, { calls: ofProfile });

  const limited = await attemptsOf(client("limited").companies.getTypes());
  assert((limited[1]?.milliseconds ?? 0) - (limited[0]?.milliseconds ?? 0) >= 1000, "Retry-After was not honoured");
  const patience = await failureOf(client("patience").companies.getTypes());
  assert.deepEqual([patience.code, patience.retryAfter, patience.requestId], ["rate_limited", 3600, "flaky-1"]);
  const dropped = await attemptsOf(client("dropped").companies.deleteCompany({ company_id: 1 }));
  assert.equal(dropped.length, 2);
  assert.equal(dropped[0]?.key, dropped[1]?.key);
  // A call without a key is repeated only if the service says that it did nothing.
  const secret = { c_password: "secret", new_password: "secret", password: "old" };
  const keyless = await attemptsOf(client("x/unavailable").auth.changePassword(secret));
  assert.deepEqual(keyless.map((attempt) => attempt.key), [null, null, null]);
  assert.equal((await failureOf(client("x/dropped").auth.changePassword(secret))).code, "unreachable");
  assert.equal((await failureOf(client("x/gateway").auth.changePassword(secret))).code, "unexpected_answer");
  assert.equal((await attemptsOf(client("gateway").companies.getTypes())).length, 3);

  const unknown = await failureOf(client("moved").companies.getTypes());
  assert.deepEqual([unknown.code, unknown.status], ["unexpected_answer", 302]);
  const silent = await failureOf(client("silent", { timeout: 0.2, retries: 0 }).companies.getTypes());
  assert.deepEqual([silent.code, silent.status], ["unreachable", undefined]);
  const gone = await failureOf(new Client("http://127.0.0.1:9", { retries: 1 }).system.ping());
  assert.equal(gone.code, "unreachable");
}

await aSessionWithTheService();
await retries();
console.log("the client in TypeScript: all is well");

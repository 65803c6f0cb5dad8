// jayson, unmodified, in a session with a running service: sign in, call, fail, batch, notify.

import assert from 'node:assert/strict';
import { promisify } from 'node:util';

import jayson from 'jayson';

const { VENTANILLA_URL, VENTANILLA_EMAIL: email, VENTANILLA_PASSWORD: password } = process.env;
const { hostname, port } = new URL(VENTANILLA_URL);
const connect = (headers) => jayson.Client.http({ hostname, port, path: '/api', headers });
const of = (client) => promisify(client.request.bind(client));

const signedIn = await of(connect({}))('Auth.Login', { email, password });
const client = connect({ Authorization: `Bearer ${signedIn.result.token}` });
const request = of(client);

const profile_id = (await request('Profiles.GetProfiles', [])).result.profiles[0].id;
const before = (await request('Companies.GetCompanies', { profile_id, pagination: 2 })).result.total;

const { error } = await request('Companies.EditCompany', { profile_id, company_id: 1, nmae: 'Café' });
assert.equal(error.code, -32602);
assert.equal(error.data.code, 'invalid_parameters');
assert.ok(error.data.details.some((problem) => problem.path === 'nmae'));

const byPosition = await request('Companies.GetCompanies', [profile_id]);
assert.equal(byPosition.error.code, -32602);
assert.match(byPosition.error.message, /by name/);

const company = {
  profile_id,
  type_id: (await request('Companies.GetTypes', { profile_id })).result.types[0].id,
  industry_id: (await request('Companies.GetIndustries', { profile_id })).result.industries[0].id,
};
// jayson sends a notification if the id is null.
assert.equal(await request('Companies.CreateCompany', { ...company, name: 'Aviso de jayson' }, null), undefined);

const batch = await request([
  client.request('Companies.GetCompanies', { profile_id, pagination: 1 }, 'first', undefined),
  client.request('Companies.CreateCompany', { ...company, name: 'Lote de jayson' }, null, undefined),
  client.request('Companies.GetCompanies', { profile_id, pagination: 1 }, 'second', undefined),
  client.request('Companies.Nothing', {}, 'third', undefined),
]);
assert.deepEqual(batch.map((answer) => answer.id), ['first', 'second', 'third']);
assert.deepEqual([batch[0].result.total, batch[1].result.total], [before + 1, before + 2]);
assert.equal(batch[2].error.code, -32601);

console.log('jayson: all is well');

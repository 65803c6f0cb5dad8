// @open-rpc/client-js, unmodified, in a session with a running service: sign in, call, fail, batch, notify.

import assert from 'node:assert/strict';

import { Client, HTTPTransport, RequestManager } from '@open-rpc/client-js';

const { VENTANILLA_URL, VENTANILLA_EMAIL: email, VENTANILLA_PASSWORD: password } = process.env;
const connect = (headers) => new Client(new RequestManager([new HTTPTransport(`${VENTANILLA_URL}/api`, { headers })]));

const { token } = await connect({}).request({ method: 'Auth.Login', params: { email, password } });
const client = connect({ Authorization: `Bearer ${token}` });
const request = (method, params) => client.request({ method, params });

const profile_id = (await request('Profiles.GetProfiles', [])).profiles[0].id;
const before = (await request('Companies.GetCompanies', { profile_id, pagination: 2 })).total;

await assert.rejects(request('Companies.EditCompany', { profile_id, company_id: 1, nmae: 'Café' }), (failure) => {
  assert.equal(failure.code, -32602);
  assert.equal(failure.data.code, 'invalid_parameters');
  assert.ok(failure.data.details.some((problem) => problem.path === 'nmae'));
  return true;
});

const company = {
  profile_id,
  type_id: (await request('Companies.GetTypes', { profile_id })).types[0].id,
  industry_id: (await request('Companies.GetIndustries', { profile_id })).industries[0].id,
};
await client.notify({ method: 'Companies.CreateCompany', params: { ...company, name: 'Aviso de client-js' } });

client.startBatch();
const asked = [
  request('Companies.GetCompanies', { profile_id, pagination: 1 }),
  client.notify({ method: 'Companies.CreateCompany', params: { ...company, name: 'Lote de client-js' } }),
  request('Companies.GetCompanies', { profile_id, pagination: 1 }),
  request('Companies.Nothing', {}),
];
// Each request waits for the connection before it joins the batch.
await new Promise(setImmediate);
client.stopBatch();
const [first, , second, third] = await Promise.allSettled(asked);
assert.deepEqual([first.value.total, second.value.total], [before + 1, before + 2]);
assert.equal(third.reason.code, -32601);

const definition = await request('rpc.discover', []);
assert.equal(definition.info.title, 'Ventanilla');

console.log('@open-rpc/client-js: all is well');

// The client that @open-rpc/generator makes of the definition, in a session with a running service. It looks at each
// call's parameters with the definition's schemas before it sends them, and its types are the definition's.

import assert from 'node:assert/strict';

import { Client, HTTPTransport, RequestManager } from '@open-rpc/client-js';

import { Ventanilla } from './generated/client/typescript/src';

const address = new URL(process.env.VENTANILLA_URL ?? '');
const [email, password] = [process.env.VENTANILLA_EMAIL ?? '', process.env.VENTANILLA_PASSWORD ?? ''];

async function main(): Promise<void> {
  const client = new Ventanilla({ transport: { type: 'http', host: address.hostname, port: Number(address.port), path: '/api' } });
  const { token } = await client['Auth.Login'](email, password);
  // The generated client has no place for headers.
  client.rpc = new Client(new RequestManager([new HTTPTransport(`${address.origin}/api`, { headers: { Authorization: `Bearer ${token}` } })]));

  const profile = (await client['Profiles.GetProfiles']()).profiles[0]?.id ?? 0;
  const type = (await client['Companies.GetTypes'](profile)).types[0]?.id ?? 0;
  const industry = (await client['Companies.GetIndustries'](profile)).industries[0]?.id ?? 0;

  const { company } = await client['Companies.CreateCompany'](profile, industry, 'Café del generador', type);
  const found = await client['Companies.GetCompany'](profile, 'id', company.id);
  assert.deepEqual([found.company.name, found.company.version], ['Café del generador', 1]);
  const page = await client['Companies.GetCompanies'](profile, [industry], type);
  assert.ok(page.companies.some((listed) => listed.id === company.id) && (page.total ?? 0) >= 1);
  const tickets = await client['Tickets.GetTickets'](profile);
  assert.ok(tickets.tickets.every((ticket) => ticket.title.length > 0));

  // The client does not send parameters that the schemas refuse. The service refuses the other wrong ones.
  await assert.rejects(client['Companies.CreateCompany'](profile, industry, '', type), (failures) => Array.isArray(failures) && failures.length === 1);
  await assert.rejects(client['Companies.CreateCompany'](profile, 987_654, 'Café', type), (failure: { code: number; data: { code: string } }) => {
    assert.deepEqual([failure.code, failure.data.code], [-32602, 'invalid_parameters']);
    return true;
  });

  // The types keep wrong calls from compiling.
  // @ts-expect-error: a type is an id, and no truth value
  const wrong = () => client['Companies.CreateCompany'](profile, industry, 'Café', true);
  // @ts-expect-error: a name is a text
  const amount: number = company.name;
  await assert.rejects(wrong());
  assert.equal(typeof amount, 'string');

  await client['Companies.DeleteCompany'](profile, company.id, company.version);
  console.log('@open-rpc/generator: all is well');
}

main().catch((failure: unknown) => {
  console.error(failure);
  process.exitCode = 1;
});

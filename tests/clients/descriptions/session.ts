// The types that openapi-typescript makes of the definition, in a session with a running service.

import type { paths } from './openapi';

declare const process: { env: Record<string, string | undefined>; exitCode?: number };

type Body<P extends keyof paths> = paths[P]['post'] extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never;
type Reply<P extends keyof paths> = paths[P]['post']['responses'][200]['content']['application/json'];

const address = process.env.VENTANILLA_URL ?? '';
let token = '';

async function call<P extends keyof paths>(path: P, body: Body<P>): Promise<Reply<P>['response']> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (token !== '') headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(address + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const reply = (await answer.json()) as Reply<P> | { success: false; error: string };
  if (!reply.success) throw new Error(`${path}: ${reply.error}`);
  return reply.response;
}

async function main(): Promise<void> {
  token = (await call('/api/Auth.Login', { email: process.env.VENTANILLA_EMAIL ?? '', password: process.env.VENTANILLA_PASSWORD ?? '' })).token;
  const { profiles } = await call('/api/Profiles.GetProfiles', {});
  const profile_id = profiles[0]?.id ?? 0;
  const { types } = await call('/api/Companies.GetTypes', { profile_id });
  const { industries } = await call('/api/Companies.GetIndustries', { profile_id });
  const [type_id, industry_id] = [types[0]?.id ?? 0, industries[0]?.id ?? 0];

  const { company } = await call('/api/Companies.CreateCompany', { profile_id, type_id, industry_id, name: 'Café de los tipos', website: null });
  const found = await call('/api/Companies.GetCompany', { profile_id, search_by: 'id', search_value: company.id });
  const page = await call('/api/Companies.GetCompanies', { profile_id, company_type: [type_id], ids: [company.id], fields: ['name'] });
  // A record in part has only the keys that `fields` names, and the types say so.
  const name: string | undefined = page.companies[0]?.name;
  if (found.company.name !== 'Café de los tipos' || name !== 'Café de los tipos') throw new Error('the company is another one');

  // @ts-expect-error: a type is an id, and no truth value
  const wrong = () => call('/api/Companies.CreateCompany', { profile_id, type_id: true, industry_id, name: 'Café' });
  const refused = await wrong().then(() => false, () => true);
  if (!refused) throw new Error('a type that is a truth value was taken');

  await call('/api/Companies.DeleteCompany', { profile_id, company_id: company.id, if_version: company.version });
  console.log('openapi-typescript: all is well');
}

main().catch((failure: unknown) => {
  console.error(failure);
  process.exitCode = 1;
});

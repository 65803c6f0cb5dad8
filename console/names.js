// The names behind ids: catalogs, users and records. Those of a page are asked for together, never one by one.
import { call } from './api.js';
import { titleOf } from './kinds.js';

/** @type {Map<string, Promise<any[]>>} */
const lists = new Map();
/** @type {Map<string, string>} */
const known = new Map();

const RECORDS = /** @type {Record<string, [string, string, string[]]>} */ ({
  company: ['Companies.GetCompanies', 'companies', ['name']],
  contact: ['Contacts.GetContacts', 'contacts', ['name', 'surname']],
  lead: ['Leads.GetLeads', 'leads', ['name', 'surname']],
  opportunity: ['Opportunities.GetOpportunities', 'opportunities', ['title']],
  quotation: ['Quotations.GetQuotations', 'quotations', ['number']],
  order: ['Orders.GetOrders', 'orders', ['number']],
  ticket: ['Tickets.GetTickets', 'tickets', ['title']],
  product: ['Products.GetProducts', 'products', ['name']],
  service: ['Services.GetServices', 'services', ['name']],
});

export const forget = () => (lists.clear(), known.clear());

/** All entries of a catalog, or all users. @param {string} method @returns {Promise<any[]>} */
export function entries(method) {
  let found = lists.get(method);
  if (!found) {
    found = call(method).then((reply) => /** @type {any[]} */ (Object.values(reply).find(Array.isArray)) || []);
    found.catch(() => lists.delete(method));
    lists.set(method, found);
  }
  return found;
}

/** The method that lists what this field names, if all are few. @param {import('./definition.js').Field} field */
export const catalogOf = (field) => (field.entity === 'member' ? 'Profiles.GetUsers' : field.entity === 'catalog_entry' ? field.source || CATALOGS[field.name] : undefined);

/** @type {Record<string, string>} */
const CATALOGS = { stage_id: 'Profiles.GetStages', stage: 'Profiles.GetStages', pipeline_id: 'Profiles.GetPipelines', currency_id: 'Profiles.GetCurrencies', campaign_id: 'Profiles.GetCampaigns', company_type: 'Companies.GetTypes', company_industry: 'Companies.GetIndustries', contact_origin: 'Contacts.GetOrigins' };

export const searches = (/** @type {string | undefined} */ entity) => !!RECORDS[entity || ''];

/** Records whose names have this text, found by the service. @param {string} entity @param {string} query */
export async function search(entity, query) {
  const [method, key, wanted] = RECORDS[entity];
  const reply = await call(method, { query: query || null, fields: wanted, pagination: 20, page: 1 });
  for (const record of reply[key]) known.set(entity + record.id, titleOf(record));
  return { total: reply.total, found: reply[key].map((/** @type {any} */ record) => ({ id: record.id, name: titleOf(record) })) };
}

/**
 * Learns the names of all ids in these fields of the records.
 * @param {any[]} records @param {import('./definition.js').Field[]} fields
 */
export async function learn(records, fields) {
  await Promise.all(
    fields.map(async (field) => {
      const catalog = catalogOf(field);
      const ids = [...new Set(records.map((record) => record[field.name]).filter((id) => typeof id === 'number'))];
      const missing = ids.filter((id) => !known.has(nameKey(field, id)));
      if (!missing.length) return;
      if (catalog) for (const entry of await entries(catalog)) known.set(nameKey(field, entry.id), entry.name || entry.email);
      else if (RECORDS[field.entity || '']) {
        const [method, key, wanted] = RECORDS[field.entity || ''];
        const reply = await call(method, { ids: missing, fields: wanted, page: 1 });
        for (const record of reply[key]) known.set(nameKey(field, record.id), titleOf(record));
      }
    }),
  );
}

/** @param {import('./definition.js').Field} field @param {number} id */
const nameKey = (field, id) => (field.entity || '') + id;

/** @param {import('./definition.js').Field} field @param {number} id */
export const nameOf = (field, id) => known.get(nameKey(field, id)) || '#' + id;

// The kinds of record: what each list shows first and how each record is named. All else comes from the definition.

/**
 * @typedef {object} Kind
 * @property {string} path its address, and the key of its records in a reply of a list
 * @property {string} module
 * @property {string} one the name in methods and, in small letters, in replies
 * @property {string} id the parameter that names a record
 * @property {'search_value' | 'id'} by how one record is asked for
 * @property {string[]} columns
 * @property {string[]} figures what stands beside the name of a record
 * @property {[string, string][]} related other kinds, each with its filter
 */

/**
 * @param {string} path @param {string} module @param {string} one @param {'search_value' | 'id'} by
 * @param {string[]} columns @param {string[]} figures @param {[string, string][]} related @returns {Kind}
 */
const kind = (path, module, one, by, columns, figures, related) => ({ path, module, one, id: one.toLowerCase() + '_id', by, columns, figures, related });

/** @type {[string, string][]} */
const OF_COMPANY = [['contacts', 'company_id'], ['opportunities', 'company_id'], ['quotations', 'company_id'], ['orders', 'company_id'], ['tickets', 'company_id']];

export const KINDS = [
  kind('companies', 'Companies', 'Company', 'search_value', ['name', 'client_number', 'type_id', 'phone', 'email', 'user_id', 'updated_at'], ['type_id', 'customer_status', 'user_id'], OF_COMPANY),
  kind('contacts', 'Contacts', 'Contact', 'search_value', ['name', 'surname', 'company_id', 'email', 'phone_mobile', 'position_id', 'updated_at'], ['company_id', 'email', 'phone_mobile'], [['opportunities', 'contact_id'], ['tickets', 'contact_id']]),
  kind('leads', 'Leads', 'Lead', 'search_value', ['name', 'surname', 'company', 'status', 'score', 'email', 'user_id', 'updated_at'], ['status', 'score', 'user_id'], []),
  { ...kind('customers', 'Customers', 'Customer', 'id', ['name', 'client_number', 'customer_status', 'customer_since', 'email', 'user_id'], ['customer_status', 'customer_since', 'user_id'], OF_COMPANY), id: 'company_id' },
  kind('opportunities', 'Opportunities', 'Opportunity', 'id', ['title', 'company_id', 'stage_id', 'status', 'value', 'estimated_end_at', 'user_id'], ['value', 'stage_id', 'status'], [['quotations', 'opportunity_id'], ['tickets', 'opportunity_id']]),
  kind('quotations', 'Quotations', 'Quotation', 'id', ['number', 'company_id', 'status', 'total', 'valid_until', 'user_id', 'updated_at'], ['status', 'total', 'valid_until'], [['orders', 'quotation_id']]),
  kind('orders', 'Orders', 'Order', 'id', ['number', 'company_id', 'status', 'total', 'order_date', 'user_id', 'updated_at'], ['status', 'total', 'order_date'], []),
  kind('tickets', 'Tickets', 'Ticket', 'id', ['title', 'company_id', 'status', 'priority_id', 'estimated_end_at', 'user_id', 'updated_at'], ['status', 'priority_id', 'user_id'], []),
  kind('products', 'Products', 'Product', 'search_value', ['name', 'sku', 'value', 'product_category_id', 'retired', 'updated_at'], ['sku', 'value'], []),
  kind('services', 'Services', 'Service', 'search_value', ['name', 'sku', 'value', 'service_category_id', 'retired', 'updated_at'], ['sku', 'value'], []),
];

/** @param {string} path */
export const kindAt = (path) => KINDS.find((kind) => kind.path === path);

/** @param {any} record @returns {string} */
export function titleOf(record) {
  return record.title || record.number || record.subject || [record.name, record.surname].filter(Boolean).join(' ') || '#' + record.id;
}

/** The parameters that ask for one record. @param {Kind} kind @param {number | string} id */
export const asking = (kind, id) => (kind.by === 'id' ? { [kind.id]: Number(id) } : { search_by: 'id', search_value: Number(id) });

/** @param {Kind} kind */
export const keyOf = (kind) => kind.one.toLowerCase();

// The service's own description of its methods: the fields of forms, filters and the explorer come from here.
import { call } from './api.js';
import { language } from './session.js';

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {boolean} required
 * @property {string} description
 * @property {'text' | 'long' | 'number' | 'boolean' | 'date' | 'range' | 'choice' | 'id' | 'json'} type
 * @property {boolean} many
 * @property {boolean} nullable
 * @property {string[]} choices
 * @property {string} [entity]
 * @property {string} [source] the method whose entries an id names
 * @property {boolean} [days] whether a range is one of days
 */

/** @type {Map<string, Promise<any>>} */
const documents = new Map();

/** @returns {Promise<any>} */
function document() {
  const spoken = language();
  let found = documents.get(spoken);
  if (!found) {
    found = call('rpc.discover', {}, { bare: true }).then((definition) => {
      definition.byName = new Map(definition.methods.map((/** @type {any} */ method) => [method.name, method]));
      return definition;
    });
    found.catch(() => documents.delete(spoken));
    documents.set(spoken, found);
  }
  return found;
}

export const methods = async () => (await document()).methods;

/** @param {string} name @returns {Promise<any>} */
export const method = async (name) => (await document()).byName.get(name);

/** @param {string} name @returns {Promise<Field[]>} */
export async function fields(name) {
  const definition = await document();
  const found = definition.byName.get(name);
  if (!found) return [];
  return found.params.map((/** @type {any} */ parameter) => field(parameter, definition.components.schemas));
}

/** @param {any} parameter @param {Record<string, any>} schemas @returns {Field} */
function field(parameter, schemas) {
  const seen = { types: new Set(), choices: /** @type {string[]} */ ([]), entity: '', many: false, range: '', object: false, date: false, pattern: '', long: 0 };
  look(parameter.schema, schemas, seen, 0);
  const description = parameter.schema.description || parameter.description || '';
  const types = seen.types;
  const name = parameter.name;
  /** @type {Field['type']} */
  let type = 'text';
  if (seen.entity) type = 'id';
  else if (seen.range) type = 'range';
  else if (seen.choices.length) type = 'choice';
  else if (types.has('boolean')) type = 'boolean';
  else if (seen.date || /_date$|_at$|^date$|_until$|_since$/.test(name)) type = 'date';
  else if (seen.object || (types.has('array') && !seen.many)) type = 'json';
  else if (types.has('number') || (types.has('integer') && seen.pattern !== '' && !/phone|mobile|whatsapp/.test(name))) type = 'number';
  else if (types.has('integer') && !types.has('string')) type = 'number';
  else if (seen.long > 500) type = 'long';
  if (seen.many && types.has('object')) type = 'json';
  const source = description.match(/`([A-Z]\w+\.Get\w+)`/)?.[1];
  return { name, required: !!parameter.required, description, type, many: seen.many, nullable: types.has('null'), choices: seen.choices, entity: seen.entity || undefined, source, days: /Instant|Da[yt]/.test(seen.range) };
}

/** Collects what a schema permits. @param {any} schema @param {Record<string, any>} schemas @param {any} seen @param {number} depth */
function look(schema, schemas, seen, depth) {
  if (!schema || typeof schema !== 'object' || depth > 8) return;
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop();
    if (/Range$/.test(name)) seen.range = name;
    else if (name !== 'ExternalId') look(schemas[name], schemas, seen, depth + 1);
    if (/^(Date|Day|Instant|Beginning)/.test(name) && !/Range$/.test(name)) seen.date = true;
    return;
  }
  for (const type of [schema.type].flat()) if (type) seen.types.add(type);
  if (schema['x-entity']) seen.entity = schema['x-entity'];
  if (schema.pattern) seen.pattern = schema.pattern;
  if (schema.format === 'date' || schema.format === 'date-time') seen.date = true;
  if (schema.maxLength) seen.long = Math.max(seen.long, schema.maxLength);
  for (const choice of schema.enum || (schema.const !== undefined ? [schema.const] : [])) {
    if (typeof choice === 'string' && !seen.choices.includes(choice)) seen.choices.push(choice);
  }
  if (schema.items) seen.many = true;
  if (schema.properties || schema.additionalProperties) seen.object = true;
  look(schema.items, schemas, seen, depth + 1);
  for (const part of [...(schema.anyOf || []), ...(schema.oneOf || []), ...(schema.allOf || [])]) look(part, schemas, seen, depth + 1);
}

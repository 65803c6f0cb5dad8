// OpenRPC's own validator accepts the definition, and refuses it if something is missing.

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');

const { validateOpenRPCDocument } = require('@open-rpc/schema-utils-js');

const read = () => JSON.parse(readFileSync(process.argv[2], 'utf8'));

assert.equal(validateOpenRPCDocument(read()), true);
const broken = read();
delete broken.methods[0].name;
assert.notEqual(validateOpenRPCDocument(broken), true, 'a broken definition passes for valid');

console.log(`@open-rpc/schema-utils-js: the definition of ${read().methods.length} methods is valid`);

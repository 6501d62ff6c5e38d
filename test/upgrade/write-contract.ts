/**
 * `npm run release:contract`: writes what this release understands and stores to `test/upgrade/release-before.json`. Run it when a release is
 * made, and commit it as the first change after it: after that this release is the one before.
 */
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { CONTRACT_FILE, contractNow } from './contract.ts';

const options = (await resolveConfig(CONTRACT_FILE)) ?? {};
writeFileSync(CONTRACT_FILE, await format(JSON.stringify(contractNow()), { ...options, parser: 'json' }));
console.log(`${CONTRACT_FILE} is written.`);

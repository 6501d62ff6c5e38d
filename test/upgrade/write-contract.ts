/**
 * `npm run release:contract`: writes what this release understands and stores to `test/upgrade/release-before.json`. Run it when a release is
 * made, and commit it as the first change after it: after that this release is the one before.
 */
import { writeFileSync } from 'node:fs';
import { formatted } from '../architecture/formatted.ts';
import { CONTRACT_FILE, contractNow } from './contract.ts';

writeFileSync(CONTRACT_FILE, await formatted(CONTRACT_FILE, JSON.stringify(contractNow())));
console.log(`${CONTRACT_FILE} is written.`);

/** `npm run clients:postman`: writes the Postman collection from docs/openapi.json. Needs what `npm run clients:tools` installs. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COLLECTION, postmanCollection } from './collection.ts';

const contract = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'openapi.json');
await writeFile(COLLECTION, await postmanCollection(contract));
console.log(`${COLLECTION} is written.`);

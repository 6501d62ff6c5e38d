/**
 * `npm run check:prose [-- FOLDER]`: whether what people read (pages, contracts, messages, titles of tests, comments) is plain English in the words of
 * docs/glossary.md. Fails when it is not. The phrases are listed in `phrases.ts`.
 */
import { join } from 'node:path';
import { checkProse } from './prose.ts';

const { files, problems } = checkProse(process.argv[2] ?? join(import.meta.dirname, '..', '..'));
for (const { file, line, message } of problems) console.error(`${file}:${line}: ${message}`);
if (problems.length > 0) process.exitCode = 1;
else console.log(`The prose of ${files} files is plain.`);

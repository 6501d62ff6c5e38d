/** Checks the types of the apps and libraries, and compiles them to `dist`. It is JavaScript that an old Node can read. */
import { join } from 'node:path';
import { compile } from './compiled.mjs';

compile(join(import.meta.dirname, '..'));

/**
 * Compiles the apps and libraries to `dist`, without a check of their types; where that is done already, it does nothing. It is JavaScript that an old Node
 * can read.
 */
import { join } from 'node:path';
import { compile, isCompiled } from './compiled.mjs';

const home = join(import.meta.dirname, '..');
if (!isCompiled(home)) compile(home, '--noCheck');

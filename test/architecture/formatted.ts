import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, type OxfmtConfig } from 'oxfmt';

const HOME = join(import.meta.dirname, '..', '..');
const { ignorePatterns: _, ...options } = JSON.parse(readFileSync(join(HOME, '.oxfmtrc.json'), 'utf8')) as OxfmtConfig;

/**
 * The text of a generated file as `npm run format` would leave it.
 * @param path says which language it is. @throws Error when the text cannot be parsed
 */
export async function formatted(path: string, text: string): Promise<string> {
  const { code, errors } = await format(path, text, options);
  const [first] = errors;
  if (first !== undefined) throw new Error(`${path}: ${first.message}`);
  return code;
}

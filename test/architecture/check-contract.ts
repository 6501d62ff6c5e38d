import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Parser } from '@asyncapi/parser';

/**
 * Lints docs/openapi.json by Redocly and Spectral, and docs/asyncapi.json by AsyncAPI's own parser. Any finding is an error: the rules are in
 * redocly.yaml and .spectral.yaml. Nothing is asked of the network.
 */
const HOME = join(import.meta.dirname, '..', '..');
const QUIET = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
const LINTERS = [
  ['redocly', 'lint', 'docs/openapi.json', '--config=redocly.yaml'],
  ['spectral', 'lint', 'docs/openapi.json', '--ruleset=.spectral.yaml', '--fail-severity=hint'],
] as const;

const run = promisify(execFile);

/** @returns what the linter says, if it found anything */
async function lint([program, ...options]: (typeof LINTERS)[number]): Promise<string | undefined> {
  const command = join(HOME, 'node_modules', '.bin', program);
  try {
    await run(command, options, { cwd: HOME, env: { ...process.env, ...QUIET }, timeout: 120_000 });
    return undefined;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return `${program} ${options[1]}:\n${stdout}${stderr}`;
  }
}

/** @returns what AsyncAPI's parser says of the document, if it says anything */
async function parseAsyncApi(): Promise<string | undefined> {
  const file = 'docs/asyncapi.json';
  const { diagnostics } = await new Parser().parse(await readFile(join(HOME, file), 'utf8'));
  const lines = diagnostics
    // Each deployment has an operator of its own, whom the document cannot name.
    .filter(({ code }) => code !== 'asyncapi-info-contact')
    .map(({ code, path, message }) => `  ${String(code)} at ${path.join('/')}: ${message}`);
  return lines.length === 0 ? undefined : `${file}:\n${lines.join('\n')}`;
}

const findings = (await Promise.all([...LINTERS.map(lint), parseAsyncApi()])).filter((found) => found !== undefined);
if (findings.length > 0) {
  console.error(findings.join('\n'));
  process.exitCode = 1;
} else console.log('The contracts are clean: Redocly, Spectral and the parser of AsyncAPI found nothing.');

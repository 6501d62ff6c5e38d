import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { CONNECTIONS } from '../sandbox-environment.ts';
import { unknownSandboxVariables } from '../sandbox-variables.ts';
import { packageRoot } from '../system/package-root.ts';

/** Written by `npm run generate` from the table of variables. */
const VARIABLES_FILE = join(packageRoot(), 'apps', 'sandbox', 'variables.json');

/** Telemetry of a local system would stand beside that of the deployment. A local receiver of OTLP is a variable of its own. */
const TELEMETRY_OF_AZURE = 'APPLICATIONINSIGHTS_CONNECTION_STRING';

interface Variables {
  readonly variables: readonly string[];
  readonly accountKeys: readonly string[];
  readonly prefixes: readonly string[];
}

export interface CallerSettings {
  /** Variables of docs/configuration.md that the caller has set, for the API and the worker. */
  readonly environment: Readonly<Record<string, string>>;
  /** The caller's `SANDBOX_*`, for the sandbox. */
  readonly sandboxEnvironment: Readonly<Record<string, string>>;
  /** What the caller has set that would lead to another Azure than the sandbox, and is not passed on. */
  readonly ignored: readonly string[];
  /** What begins with `SANDBOX_` and is no variable of the sandbox. */
  readonly unknown: readonly string[];
}

/** What the caller has set for a system on this machine. An empty variable counts as not set. See ADR 153. */
export function callerSettings(caller: Readonly<Record<string, string | undefined>>): CallerSettings {
  const { variables, accountKeys, prefixes } = JSON.parse(readFileSync(VARIABLES_FILE, 'utf8')) as Variables;
  const given = Object.entries(caller).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  const leadsElsewhere = new Set<string>([...CONNECTIONS, ...accountKeys, TELEMETRY_OF_AZURE]);
  // PORT is the launcher's own. Some shells set HOST to the name of the machine.
  const isPassed = (name: string, value: string) =>
    name === 'HOST' ? isIP(value) !== 0 : name !== 'PORT' && !leadsElsewhere.has(name);
  const documented = given.filter(
    ([name]) => variables.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)),
  );
  const environment = Object.fromEntries(documented.filter(([name, value]) => isPassed(name, value)));
  const origins = environment['CORS_ALLOWED_ORIGINS'];
  return {
    environment,
    sandboxEnvironment: {
      // The template gives the storage account the same origins.
      ...(origins === undefined ? {} : { SANDBOX_CORS_ORIGINS: origins }),
      ...Object.fromEntries(given.filter(([name]) => name.startsWith('SANDBOX_'))),
    },
    ignored: documented.map(([name]) => name).filter((name) => leadsElsewhere.has(name)),
    unknown: unknownSandboxVariables(given.map(([name]) => name)),
  };
}

/** Sentences about what has no effect. */
export function notesOnSettings({ ignored, unknown }: Pick<CallerSettings, 'ignored' | 'unknown'>): readonly string[] {
  return [
    ...(ignored.length === 0 ? [] : [`Not used here, since the sandbox stands in for Azure: ${ignored.join(', ')}.`]),
    ...unknown.map((name) => `${name} has no effect: the sandbox has no such variable. docs/sandbox.md lists them.`),
  ];
}

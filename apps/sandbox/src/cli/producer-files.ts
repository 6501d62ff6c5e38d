import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { packageRoot } from '../system/package-root.ts';
import type { SandboxReady } from '../system/voice-system.ts';
import { environmentFile } from './environment-file.ts';

type Ready = Pick<SandboxReady, 'environment' | 'producers'>;

/** What the program of a producer needs to reach its queues. */
const VARIABLES = ['NODE_EXTRA_CA_CERTS', 'AZURE_TOKEN_CREDENTIALS', 'IDENTITY_ENDPOINT', 'SERVICE_BUS_NAMESPACE'];

/** The names of `--producer`, for the sandbox. */
export function producerVariable(names: readonly string[]): Record<string, string> {
  return names.length === 0 ? {} : { SANDBOX_PRODUCERS: names.join(',') };
}

/** Writes a file of variables for the program of each producer: with its own identity, and nothing else. */
export async function writeProducerFiles(ready: Ready): Promise<void> {
  for (const name of Object.keys(ready.producers)) {
    await mkdir(join(packageRoot(), '.sandbox'), { recursive: true });
    await writeFile(fileOf(name), environmentFile(producerEnvironment(ready, name)), { mode: 0o600 });
  }
}

export function noteOnProducers({ producers }: Pick<Ready, 'producers'>): readonly string[] {
  return Object.keys(producers).map((name) => {
    const file = relative(process.cwd(), fileOf(name));
    return `Producer ${name}: requests-${name}, replies-${name}; variables for its program in ${file} (docs/producers.md)`;
  });
}

/** The variables of that file. */
export function producerEnvironment({ environment, producers }: Ready, name: string): Record<string, string> {
  const shared = Object.fromEntries(VARIABLES.map((variable) => [variable, environment[variable] ?? '']));
  return { ...shared, SSL_CERT_FILE: environment['NODE_EXTRA_CA_CERTS'] ?? '', ...producers[name], PRODUCER: name };
}

function fileOf(name: string): string {
  return join(packageRoot(), '.sandbox', `producer-${name}.env`);
}

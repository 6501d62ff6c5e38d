import { join } from 'node:path';
import { expect } from 'vitest';
import type { DeployResult } from './run-deploy.ts';

const TRANSCRIPTS = join(import.meta.dirname, 'transcripts');

/** Compares the calls with the committed ones; what differs from run to run, and with each change of a template, is named alike. */
export async function sameTranscript(name: string, { transcript }: Pick<DeployResult, 'transcript'>): Promise<void> {
  const revisions = new Map<string, string>();
  const text = transcript
    .map(({ call, variables = {} }) => {
      const set = Object.entries(variables).filter(([, value]) => value !== '');
      return [
        call,
        ...set.map(([variable, value]) => `    ${variable}=${variable === 'APP_PLATFORM' ? '(platform)' : value}`),
      ].join('\n');
    })
    .join('\n')
    .replaceAll(/\br[0-9a-f]{12}\b/g, (suffix) => {
      revisions.set(suffix, revisions.get(suffix) ?? `r${revisions.size + 1}`);
      return revisions.get(suffix) ?? '';
    })
    .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:…')
    .replaceAll(/@\S+\/([\w-]+\.json)/g, '@$1')
    .replaceAll(/(--tag |api:|worker:)[0-9a-f]{12,14}\b/g, '$1(commit)');
  await expect(`${text}\n`).toMatchFileSnapshot(join(TRANSCRIPTS, `${name}.txt`));
}

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { findBicep, INFRA } from './bicep.ts';
import { InfraCheck } from './infra-check.ts';

const bicep = await findBicep();
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A copy of the templates in which `text`, which stands once in `file`, is replaced. */
async function changed(file: string, text: string, replacement: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'infra-changed-'));
  folders.push(folder);
  await cp(INFRA, folder, { recursive: true, filter: (path) => basename(path) !== 'tools' });
  const content = await readFile(join(folder, file), 'utf8');
  expect(content.split(text)).toHaveLength(2);
  await writeFile(join(folder, file), content.replace(text, replacement));
  return folder;
}

describe.skipIf(bicep === undefined)('npm run check:infra', () => {
  it('prints the difference of a module that would deploy something else', async () => {
    const folder = await changed('modules/messaging.bicep', 'disableLocalAuth: true', 'disableLocalAuth: false');
    const { findings } = await InfraCheck.with(bicep ?? '', (check) => check.compare('main'), folder);
    expect(findings.join('\n')).toContain('properties.disableLocalAuth: true => false');
  });

  it('fails on a warning of the compiler: a property that is misspelt', async () => {
    const folder = await changed('modules/messaging.bicep', 'disableLocalAuth: true', 'disableLocalAuht: true');
    const { findings } = await InfraCheck.with(bicep ?? '', (check) => check.lint('modules/messaging.bicep'), folder);
    expect(findings.join('\n')).toMatch(/Warning BCP\d+.*disableLocalAuht/);
  });
});

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findBicep, INFRA } from '../bicep.ts';
import { InfraCheck } from '../infra-check.ts';
import { POLICY_EXCEPTIONS, type PolicyException } from './exceptions.ts';
import { POLICIES } from './index.ts';
import { JsonSnapshot } from './snapshot.ts';

const bicep = await findBicep();
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** What the private set would deploy with the parameter of an exception. */
async function deployedWith({ parameter, value }: PolicyException): Promise<JsonSnapshot> {
  const folder = await mkdtemp(join(tmpdir(), 'infra-exception-'));
  folders.push(folder);
  await cp(INFRA, folder, { recursive: true, filter: (path) => basename(path) !== 'tools' });
  const file = join(folder, 'main.private.bicepparam');
  const others = (await readFile(file, 'utf8')).replace(new RegExp(`^param ${parameter} = .*$`, 'm'), '');
  await writeFile(file, `${others}\nparam ${parameter} = ${value}\n`);
  return InfraCheck.with(
    bicep ?? '',
    async (check) => JsonSnapshot.parse('main.private', await check.predict('main.private')),
    folder,
  );
}

describe.skipIf(bicep === undefined)('the exceptions from the policies', () => {
  it.each(POLICY_EXCEPTIONS)('$parameter gives up what is listed, and nothing else', async (exception) => {
    const snapshot = await deployedWith(exception);
    const broken = POLICIES.filter(({ sets }) => sets.includes(snapshot.set)).filter(
      (policy) => policy.check(snapshot).findings.length > 0,
    );
    expect(broken.map(({ id }) => id).toSorted()).toEqual(exception.policies.toSorted());
  });
});

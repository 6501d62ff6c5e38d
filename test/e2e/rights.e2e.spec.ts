import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainFiles } from '../support/bundles.ts';
import { ApiClient } from '../support/api-client.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { nameOf, NEEDS, type Right } from '../rights/needs.ts';
import { wavOf } from '../support/wav.ts';

interface Decision {
  readonly identity: string;
  readonly right: string;
  readonly resource: string;
  readonly allowed: boolean;
}

/** Three of the rights that `npm run test:rights` takes away: of Blob Storage and Cosmos DB. */
const TAKEN = [
  'api: Voice blob writer at containers/uploads',
  'api: Voice item appender at colls/audit',
  'api: Voice item editor at colls/usage',
].map((name) => {
  const found = NEEDS.find((need) => nameOf(need) === name);
  if (!found) throw new Error(`There is no right '${name}'`);
  return found;
});

describe('a right that the template does not give', () => {
  let system: VoiceSystem;
  let api: ApiClient;
  beforeAll(async () => {
    const rights = TAKEN.map(({ identity, scope, role }): Right => ({ identity, scope, role }));
    system = await VoiceSystem.start({
      mainFiles: mainFiles(),
      sandboxEnvironment: { SANDBOX_WITHOUT_RIGHTS: JSON.stringify(rights) },
    });
    api = new ApiClient(system.apiUrl, await system.token());
  });
  afterAll(() => system?.stop());

  const refused = async (): Promise<string[]> => {
    const response = await fetch(new URL('/rights', system.endpoint('control')));
    const { decisions } = (await response.json()) as { decisions: Decision[] };
    return decisions
      .filter(({ allowed }) => !allowed)
      .map(({ identity, right, resource }) => `${identity} ${right.split('/').slice(-2).join('/')} ${resource}`);
  };

  it('is missed where a recording is taken', async () => {
    const form = new FormData();
    form.append('purpose', 'sample');
    form.append('file', new Blob([wavOf(new Float32Array(24_000))], { type: 'audio/wav' }), 'a.wav');
    await expect(api.send('POST', '/v1/uploads/files', form)).rejects.toMatchObject({
      status: 503,
      code: 'dependency-unavailable',
    });
    expect(await refused()).toContain(`api blobs/write ${TAKEN[0]?.scope}`);
  });

  it('is missed where the audit log is read', async () => {
    await expect(api.json('GET', '/v1/audit-events')).rejects.toMatchObject({ status: 503 });
    expect(await refused()).toContain(`api containers/executeQuery ${TAKEN[1]?.scope}`);
  });

  it('is missed where usage is listed', async () => {
    await expect(api.json('GET', '/v1/usage')).rejects.toMatchObject({ status: 503 });
    expect(await refused()).toContain(`api containers/executeQuery ${TAKEN[2]?.scope}`);
  });

  it('is all that is missing', async () => {
    const scopes = TAKEN.map(({ scope }) => scope);
    expect((await refused()).filter((line) => !scopes.some((scope) => line.endsWith(scope)))).toEqual([]);
    expect(await readFile(`${system.folder}/sandbox.log`, 'utf8')).toContain('access denied');
  });
});

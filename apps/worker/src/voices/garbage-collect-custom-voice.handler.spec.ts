import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { endpointIdOf, professionalIds, ProviderError } from '#domain';
import { type Parts, stub } from '#domain/testing';
import { createLogger } from '#observability';
import type { ListedResource } from '#speech';
import type { StoredDocument } from '#documents';
import { deploymentMark } from '../platform/deployment-mark.ts';
import { GarbageCollectCustomVoiceHandler } from './garbage-collect-custom-voice.handler.ts';

const cosmos = { endpoint: 'https://one.example/', database: 'voice' };
const MARK = deploymentMark(cosmos);
const LONG_AGO = '2020-01-01T00:00:00Z';
const id = (number: number) => String(number).padStart(26, '0');

function resource(name: string, more: Partial<ListedResource> = {}): ListedResource {
  return { id: name, description: MARK, createdDateTime: LONG_AGO, ...more };
}

type SomeDocument = Parts<StoredDocument> & { readonly id: string };

async function sweep(
  resources: Partial<Record<string, readonly ListedResource[]>>,
  documents: readonly SomeDocument[],
  latest = documents,
  undeletable?: string,
) {
  const deleted: string[] = [];
  const remove = (name: string) =>
    name === undeletable
      ? Promise.reject(new ProviderError('provider-rejected', 'It is in use.'))
      : Promise.resolve(void deleted.push(name));
  const customVoice = {
    list: (collection: string, { skip, limit }: { skip: number; limit: number }) => {
      const all = (resources[collection] ?? []).filter(({ id: name }) => !deleted.includes(name));
      return Promise.resolve({ resources: all.slice(skip, skip + limit), more: all.length > skip + limit });
    },
    deletePersonalVoice: remove,
    deleteConsent: remove,
    deleteProject: remove,
  };
  const store = {
    findAll: (kind: string, ids: readonly string[]) =>
      Promise.resolve(
        new Map(
          documents
            .filter((each) => each.kind === kind && ids.includes(each.id))
            .map((each) => [each.id, each] as const),
        ),
      ),
    findLatest: async (_kind: string, _tenantId: string, wanted: string) => latest.find((each) => each.id === wanted),
  };
  const config = aConfig({ cosmos, retention: { orphanGraceMs: 3_600_000 } });
  const logger = createLogger({ level: 'silent', service: 'test' });
  const told: (string | undefined)[] = [];
  const tellBaseModelExpiry = {
    execute: (after: string | undefined) => {
      told.push(after);
      return Promise.resolve({ counts: { ownersTold: 0 }, next: after === undefined ? 'vce_1' : undefined });
    },
  };
  const handler = new GarbageCollectCustomVoiceHandler(
    config,
    stub(store),
    stub(customVoice),
    stub({ deleteEndpoint: remove, deleteModel: remove, deleteTrainingSet: remove }),
    stub(tellBaseModelExpiry),
    logger,
  );
  let data = {};
  for (let runs = 1; ; runs++) {
    const outcome = await handler.handle(stub({ data }), { signal: new AbortController().signal });
    if (!('retryAfterMs' in outcome)) return { deleted, runs, told };
    data = outcome.data ?? {};
  }
}

describe(GarbageCollectCustomVoiceHandler.name, () => {
  it('keeps a voice at Azure that is enrolled again, though a replica does not know that yet', async () => {
    const voice = { id: `vce_${id(1)}`, kind: 'voice', tenantId: 't' } as const;
    const resources = { personalvoices: [resource(`voice-vce_${id(1)}`)] };
    const { deleted } = await sweep(resources, [{ ...voice, status: 'failed' }], [{ ...voice, status: 'training' }]);
    expect(deleted).toEqual([]);
  });

  it.each(['models', 'projects'] as const)('deletes the rest when Azure refuses one of the %s', async (collection) => {
    const voices = Array.from({ length: 150 }, (_, index) => `vce_${id(index)}`);
    const names = voices.map((voice) => professionalIds(voice)[collection === 'models' ? 'model' : 'project']);
    const resources = { [collection]: names.map((name) => resource(name)) };
    const failed = voices.map((voice) => ({ id: voice, kind: 'voice', status: 'failed', tenantId: 't' }) as const);
    const { deleted } = await sweep(resources, failed, failed, names[0]);
    expect(deleted).toEqual(names.slice(1));
  });

  it('deletes our voices, consents and projects whose document is gone or has ended', async () => {
    const { deleted } = await sweep(
      {
        personalvoices: [1, 2, 3].map((number) => resource(`voice-vce_${id(number)}`)),
        consents: [4, 5].map((number) => resource(`consent-cns_${id(number)}`)),
        projects: [4, 5].map((number) => resource(`project-cns_${id(number)}`)),
      },
      [
        { id: `vce_${id(1)}`, kind: 'voice', status: 'ready' },
        { id: `vce_${id(2)}`, kind: 'voice', status: 'failed' },
        { id: `cns_${id(4)}`, kind: 'consent', status: 'active' },
      ],
    );
    expect(deleted).toEqual([
      `voice-vce_${id(2)}`,
      `voice-vce_${id(3)}`,
      `consent-cns_${id(5)}`,
      `project-cns_${id(5)}`,
    ]);
  });

  it('deletes what is left of professional voices, what costs first', async () => {
    const [ready, gone] = [1, 2].map((number) => `vce_${id(number)}`);
    const ids = professionalIds(gone ?? '');
    const kept = professionalIds(ready ?? '');
    const { deleted } = await sweep(
      {
        projects: [kept.project, ids.project].map((name) => resource(name)),
        consents: [kept.consent, ids.consent].map((name) => resource(name)),
        endpoints: [
          resource(kept.endpoint, { modelId: kept.model }),
          resource(ids.endpoint, { modelId: ids.model }),
          resource(randomUUID(), { modelId: ids.model }),
          resource(endpointIdOf(`vce_${id(3)}`), { modelId: 'narrator' }),
        ],
        models: [kept.model, ids.model].map((name) => resource(name)),
        trainingsets: [kept.trainingSet, ids.trainingSet].map((name) => resource(name)),
      },
      [{ id: ready ?? '', kind: 'voice', status: 'ready' }],
    );
    expect(deleted).toEqual([ids.endpoint, ids.model, ids.trainingSet, ids.consent, ids.project]);
  });

  it('never touches what is not ours, not even with an id that looks so, nor what is young', async () => {
    const { deleted } = await sweep(
      {
        personalvoices: [
          resource('narrator'),
          resource(`voice-vce_${id(1)}x`),
          resource(`voice-vce_${id(2)}`, { description: undefined }),
          resource(`voice-vce_${id(3)}`, { description: deploymentMark({ ...cosmos, database: 'staging' }) }),
          resource(`voice-vce_${id(4)}`, { createdDateTime: new Date().toISOString() }),
          resource(`voice-vce_${id(5)}`, { createdDateTime: undefined }),
          resource(`consent-vce_${id(6)}`),
        ],
      },
      [],
    );
    expect(deleted).toEqual([]);
  });

  it('reads on where it was, though what it deleted has left the list', async () => {
    const voices = Array.from({ length: 250 }, (_, number) => resource(`voice-vce_${id(number)}`));
    const living = voices.flatMap(({ id: name }, number) =>
      number % 7 === 0 ? [] : [{ id: name.slice('voice-'.length), kind: 'voice', status: 'ready' } as const],
    );
    const { deleted, runs } = await sweep({ personalvoices: voices }, living);
    expect(deleted).toHaveLength(36);
    expect(runs).toBe(10);
  });

  it('looks at the base models last, page by page', async () => {
    const { runs, told } = await sweep({}, []);
    expect(told).toEqual([undefined, 'vce_1']);
    expect(runs).toBe(8);
  });

  it('deletes nothing when it looks as if the documents were lost', async () => {
    const voices = Array.from({ length: 30 }, (_, number) => resource(`voice-vce_${id(number)}`));
    expect((await sweep({ personalvoices: voices }, [])).deleted).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Config } from '#config';
import type { VoiceStatus } from '#domain';
import { aVoice, stub } from '#domain/testing';
import { createLogger } from '#observability';
import { stored } from '#documents/testing';
import { SweepSamples } from './sweep-samples.service.ts';

const HOUR_MS = 3_600_000;
const logger = createLogger({ level: 'silent', service: 'test' });

const ulid = (number: number): string => String(number).padStart(26, '0');
const container = (number: number): string => `samples-vce-${ulid(number)}`;

function sweepOf(
  containers: readonly { name: string; ageHours: number }[],
  voices: Readonly<Record<string, VoiceStatus>>,
  latest = voices,
) {
  const deleted: string[] = [];
  const asked: { prefix: string; after: string | undefined }[] = [];
  const entries = containers.map(({ name, ageHours }) => ({
    name,
    lastModified: new Date(Date.now() - ageHours * HOUR_MS),
  }));
  const blobs = {
    listContainers: (prefix: string, _limit: number, after: string | undefined) => {
      asked.push({ prefix, after });
      return Promise.resolve({ entries, next: 'more' });
    },
    deleteContainer: (name: string) => Promise.resolve(void deleted.push(name)),
  };
  const documents = {
    findAll: (_kind: string, ids: readonly string[]) =>
      Promise.resolve(
        new Map(ids.flatMap((id) => (voices[id] ? [[id, stored(aVoice({ id, status: voices[id] }))] as const] : []))),
      ),
    findLatest: async (_kind: string, _tenantId: string, id: string) =>
      stored(aVoice({ id, status: latest[id] ?? 'deleted' })),
  };
  const config = { retention: { orphanGraceMs: 24 * HOUR_MS } } as Config;
  return { sweep: new SweepSamples(config, stub(documents), stub(blobs), logger), deleted, asked };
}

describe(SweepSamples.name, () => {
  it('deletes containers of samples that Azure is done with', async () => {
    const { sweep, deleted, asked } = sweepOf(
      [
        { name: container(1), ageHours: 48 },
        { name: container(2), ageHours: 48 },
        { name: container(3), ageHours: 48 },
        { name: container(4), ageHours: 1 },
        { name: 'samples-vce-of-somebody-else', ageHours: 48 },
      ],
      { [`vce_${ulid(1)}`]: 'training', [`vce_${ulid(2)}`]: 'ready' },
    );
    expect(await sweep.execute('before', new AbortController().signal)).toEqual({
      counts: { orphanContainers: 2 },
      next: 'more',
    });
    expect(deleted).toEqual([container(2), container(3)]);
    expect(asked).toEqual([{ prefix: 'samples-vce-', after: 'before' }]);
  });

  it('keeps the samples of a voice that is enrolled again, though a replica does not know that yet', async () => {
    const [found, latest] = [{ [`vce_${ulid(1)}`]: 'failed' }, { [`vce_${ulid(1)}`]: 'training' }] as const;
    const { sweep, deleted } = sweepOf([{ name: container(1), ageHours: 48 }], found, latest);
    await sweep.execute(undefined, new AbortController().signal);
    expect(deleted).toEqual([]);
  });

  it('stops when it is told to', async () => {
    const { sweep, deleted } = sweepOf([{ name: container(1), ageHours: 48 }], {});
    await expect(sweep.execute(undefined, AbortSignal.abort())).rejects.toThrow();
    expect(deleted).toEqual([]);
  });
});

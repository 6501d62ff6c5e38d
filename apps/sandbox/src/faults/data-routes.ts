import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { SNAPSHOT_NAME, type Snapshot } from '../data/snapshot.ts';
import { ControlError, parse } from './control-error.ts';

/** The data of a sandbox that keeps them. */
export interface KeptData {
  snapshots(): Snapshot[];
  /** @throws StateStoreError `snapshot-exists` */
  takeSnapshot(name: string): Snapshot;
  /**
   * Starts all services again on the data of a snapshot, at the same addresses.
   * @throws StateStoreError `snapshot-not-found`
   */
  restore(name: string): Promise<void>;
}

export const DATA_ROUTES: Readonly<Record<string, string>> = {
  'GET /snapshots': 'the snapshots of a sandbox that keeps its data',
  'POST /snapshot': '{name?}: copies everything that is kept as it is at this moment',
  'POST /restore':
    '{name}: puts all services back to a snapshot; their connections break, and they are back when it is answered',
};

const name = z.string().regex(SNAPSHOT_NAME, 'A name has up to 64 letters, digits, ".", "_" or "-".');
const snapshot = z.strictObject({ name: name.optional() }).prefault({});
const restore = z.strictObject({ name });

const STATUS: Readonly<Record<string, { status: number; advice: string }>> = {
  'snapshot-exists': { status: 409, advice: 'Choose another name.' },
  'snapshot-not-found': { status: 404, advice: 'See GET /snapshots.' },
};

/**
 * Snapshots of what the sandbox keeps.
 * @param running throws a ControlError where no services run, of which there is nothing to copy then
 */
export function serveData(app: FastifyInstance, data: KeptData | undefined, running: () => unknown): void {
  const kept = (): KeptData => {
    if (data) return data;
    const advice = 'Start it with: npm run sandbox -- --data DIR, or npm start -- --keep.';
    throw new ControlError(409, 'keeps-no-data', 'This sandbox keeps no data.', advice);
  };
  app.get('/snapshots', async () => ({ snapshots: kept().snapshots() }));
  app.post('/snapshot', async (request, reply) => {
    const asked = parse(snapshot, request.body ?? undefined).name;
    const startedAt = performance.now();
    const source = kept();
    running();
    const taken = await inControlTerms(() => source.takeSnapshot(asked ?? nameOfNow()));
    return reply.code(201).send({ ...taken, tookMs: Math.round(performance.now() - startedAt) });
  });
  app.post('/restore', async (request) => {
    const asked = parse(restore, request.body ?? {}).name;
    const startedAt = performance.now();
    await inControlTerms(() => kept().restore(asked));
    return { name: asked, tookMs: Math.round(performance.now() - startedAt) };
  });
}

/** `2026-11-29T10-00-00Z`: a colon would not do in the name of a folder everywhere. */
function nameOfNow(): string {
  return `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
}

async function inControlTerms<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    const known = STATUS[code];
    throw known ? new ControlError(known.status, code, message, known.advice) : error;
  }
}

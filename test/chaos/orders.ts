import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../support/random.ts';
import type { SentRequest, StoredReply } from '../support/request-checker.ts';
import { bodyOf, type JobContext, type JobRecord, newRecord, type PlannedJob, WORDS } from './jobs.ts';
import type { PatientProducer } from './patient-producer.ts';

/** Work that a producer orders by a message, drawn from the seed. */
export interface PlannedOrder {
  readonly job: PlannedJob;
  /** It does not fit its schema: it has to be rejected. */
  readonly isWrong: boolean;
  /** When it is sent again with the same `MessageId`, each time since the first, ms. */
  readonly resendAfterMs: readonly number[];
}

/** What happened to it, as far as the producer was told; with each request that it sent for it. */
export interface OrderRecord extends JobRecord {
  readonly isWrong: boolean;
  readonly requests: SentRequest[];
}

/** One order for so many jobs of clients over HTTP. */
const JOBS_FOR_AN_ORDER = 5;
/** Some of each kind are in every run, however short. */
const MIN_ORDERS = 8;
/** One of so many orders is of another kind, beginning with these. */
const TURN = 8;
const [BATCH, ENROLLMENT, WRONG, CANCELED] = [1, 3, 5, 6];
const MAX_RESEND_MS = 20_000;

const TYPES = { synthesis: 'synthesis.request', enrollment: 'voice.request', batch: 'batch.request' } as const;

/** The orders of a run with so many jobs of clients. The same for the same seed. */
export function planOrders(seed: number, jobs: number, durationMs: number): PlannedOrder[] {
  const random = new Random(seed, 'orders');
  return Array.from({ length: Math.max(MIN_ORDERS, Math.round(jobs / JOBS_FOR_AN_ORDER)) }, (_, index) => {
    const turn = index % TURN;
    const kind = turn === BATCH ? 'batch' : turn === ENROLLMENT ? 'enrollment' : 'synthesis';
    const words = Array.from({ length: random.whole(1, 6) }, () => random.pick(WORDS));
    // Twice at once, or when its first worker may have been killed with it.
    const again = [random.chance(0.3) ? 0 : random.whole(200, MAX_RESEND_MS), random.whole(200, MAX_RESEND_MS)];
    return {
      job: {
        name: `order-${index + 1}`,
        kind,
        atMs: Math.round(random.next() * durationMs),
        text: `Message ${index + 1}: ${words.join(' ')}.`,
        ...(kind === 'batch' ? { items: random.whole(2, 4) } : {}),
        ...(turn === CANCELED ? { cancelAfterMs: random.whole(0, 2_000) } : {}),
        twice: false,
      },
      isWrong: turn === WRONG,
      resendAfterMs: random.chance(0.5) ? again.slice(0, random.whole(1, 2)) : [],
    };
  });
}

/** Orders work, maybe cancels it, and waits for all replies. Never throws. */
export async function runOrder(
  { job, isWrong, resendAfterMs }: PlannedOrder,
  context: JobContext,
  producer: PatientProducer,
): Promise<OrderRecord> {
  const record: OrderRecord = { ...newRecord(job), isWrong, requests: [] };
  const sending: Promise<void>[] = [];
  const gaveUp = (error: unknown): void => {
    record.gaveUp ??= error instanceof Error ? error.message : String(error);
  };
  const ask = (id: string, type: string, body: unknown): Promise<StoredReply> => {
    const request: SentRequest = { id, type, sends: 0 };
    record.requests.push(request);
    const send = async (afterMs: number): Promise<void> => {
      await delay(afterMs);
      await producer.send({ messageId: id, subject: type, body });
      request.sends += 1;
    };
    // What is sent again goes on while the work is done.
    sending.push(...[0, ...resendAfterMs].map((afterMs) => send(afterMs).catch(gaveUp)));
    return producer.reply(id, 'request.accepted', 'request.rejected');
  };
  try {
    const id = `${context.run}-${job.name}`;
    const body = (await bodyOf(job, context, record)) as object;
    const answer = await ask(id, TYPES[job.kind], isWrong ? { ...body, format: 'tape' } : body);
    const { operation, subject, problem } = answer.body;
    if (operation && subject) {
      record.operationIds.add(operation.id);
      record.subjectId = subject.id;
      if (job.cancelAfterMs !== undefined) {
        await delay(job.cancelAfterMs);
        const { type } = await ask(`${id}-cancel`, 'speech.cancel', { operationId: operation.id });
        record.cancellation = type === 'request.accepted' ? 'accepted' : 'too late';
      }
      await producer.reply(id, 'request.finished');
    } else record.refused = problem?.status ?? 0;
  } catch (error) {
    gaveUp(error);
  }
  await Promise.all(sending);
  return record;
}

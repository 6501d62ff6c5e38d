import { setTimeout as delay } from 'node:timers/promises';
import type { ObservedCall } from '../../apps/sandbox/src/faults/fault-plan.ts';
import type { OperationAnswer } from '../support/api-client.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { control } from '../support/system.ts';

/** Round trips to Cosmos DB. */
export interface SynthesisCalls {
  /** Before the worker looks for the synthesis. */
  readonly accepted: number;
  /** From the request to the write that says that it has succeeded. */
  readonly succeeded: number;
  /** Until nothing is left to do: its operation, its outbox, its announcement. */
  readonly all: number;
}

const LOOK_EVERY_MS = 50;

/**
 * Counts the round trips of one synthesis by the order of the sandbox's calls. Nothing else may run meanwhile.
 * @param ask requests it, and does not look at it again
 */
export async function synthesisCalls(
  system: SystemUnderTest,
  ask: () => Promise<OperationAnswer>,
): Promise<SynthesisCalls> {
  await control(system, 'POST', '/calls');
  const { id, subject } = await ask();
  await until(system, (documents) => {
    const synthesis = documents.find((each) => each.id === subject.id);
    const operation = documents.find((each) => each.id === id);
    return synthesis?.status === 'succeeded' && operation !== undefined && synthesis.outbox.length === 0;
  });
  const { calls } = await control<{ calls: ObservedCall[] }>(system, 'GET', '/calls');
  const items = calls.filter(({ service, operation }) => service === 'cosmos' && operation !== 'metadata');
  const isOfSynthesis = (call: ObservedCall, operation: string): boolean =>
    call.operation === operation && call.subject.endsWith(`/${subject.id}`);
  return {
    accepted: items.findIndex((call) => isOfSynthesis(call, 'read')),
    succeeded: items.findLastIndex((call) => isOfSynthesis(call, 'replace')) + 1,
    all: items.length,
  };
}

interface StoredItem {
  readonly id: string;
  readonly status?: string;
  readonly outbox: readonly unknown[];
}

/** Looks into the store itself, which is not counted. */
async function until(system: SystemUnderTest, holds: (documents: readonly StoredItem[]) => boolean): Promise<void> {
  for (;;) {
    const path = '/cosmos/documents?container=documents';
    const { documents } = await control<{ documents: StoredItem[] }>(system, 'GET', path);
    if (holds(documents)) return;
    await delay(LOOK_EVERY_MS);
  }
}

/** The fewest: what is polled while a text is spoken depends on how long that takes. */
export function fewest(counted: readonly SynthesisCalls[]): SynthesisCalls {
  const least = (name: keyof SynthesisCalls): number => Math.min(...counted.map((each) => each[name]));
  return { accepted: least('accepted'), succeeded: least('succeeded'), all: least('all') };
}

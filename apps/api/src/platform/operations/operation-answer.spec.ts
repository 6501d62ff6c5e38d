import type { FastifyReply, FastifyRequest } from 'fastify';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { OperationStore } from '#documents';
import type { Operation } from '#domain';
import { anOperation, stub } from '#domain/testing';
import { ShutdownState } from '#observability';
import type { OpenAnswers } from '../open-answers/open-answers.ts';
import { OperationAnswer } from './operation-answer.ts';
import { OperationWatches, READ_EVERY_MS } from './operation-watches.ts';

const WAITS = 32;
const AT = '2026-11-22T00:00:00.000Z';

function operation(status: Operation['status'], events: number): Operation {
  const event = (_: unknown, index: number) => ({
    sequence: index + 1,
    at: AT,
    status,
    stage: 'transcribing' as const,
    progress: 0,
  });
  return anOperation({
    id: 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
    tenantId: 't',
    type: 'speech.synthesis',
    status,
    stage: 'transcribing',
    progress: 0,
    subject: { kind: 'synthesis', id: 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D' },
    events: Array.from({ length: events }, event),
    createdAt: AT,
    updatedAt: AT,
  });
}

const read = vi.fn<(tenantId: string, id: string) => Promise<Operation>>();
const watches = new OperationWatches(stub<OperationStore>({ get: read }));
const openAnswers = stub<OpenAnswers>({ tryOpen: () => ({ ended: new AbortController().signal }) });
const answer = new OperationAnswer(watches, new ShutdownState(), openAnswers);

async function waitFor(accepted: Operation, seconds: number): Promise<{ status: number; view: { status: string } }> {
  let status = 0;
  const reply = {
    header: () => reply,
    status: (code: number) => {
      status = code;
      return reply;
    },
  };
  const request = stub<FastifyRequest>({ headers: { prefer: `wait=${seconds}` } });
  const view = await answer.accepted(accepted, request, stub<FastifyReply>(reply));
  return { status, view };
}

describe('requests that wait for the same operation', () => {
  beforeEach(() => void read.mockReset());

  it('share one read a tick', async () => {
    read.mockImplementation(() => Promise.resolve(operation('running', 1)));
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: WAITS }, () => waitFor(operation('queued', 1), 2)));
    const ticks = (performance.now() - startedAt) / READ_EVERY_MS;
    expect(read.mock.calls.length).toBeGreaterThan(0);
    expect(read.mock.calls.length).toBeLessThanOrEqual(Math.ceil(ticks) + 1);
    expect(read).toHaveBeenCalledWith('t', operation('running', 1).id);
    expect(answers).toEqual(Array(WAITS).fill(expect.objectContaining({ status: 202 })));
  });

  it('are answered when it ends', async () => {
    read.mockImplementation(() => Promise.resolve(operation('succeeded', 2)));
    expect(await waitFor(operation('queued', 1), 60)).toMatchObject({ status: 200, view: { status: 'succeeded' } });
  });

  it('are not told less than what they have done themselves', async () => {
    // Read for another one, before this one changed it.
    read.mockImplementation(() => Promise.resolve(operation('queued', 1)));
    expect(await waitFor(operation('running', 2), 1)).toMatchObject({ status: 202, view: { status: 'running' } });
  });

  it('are told what was accepted when the database does not answer', async () => {
    read.mockImplementation(() => Promise.reject(new Error('down')));
    expect(await waitFor(operation('queued', 1), 1)).toMatchObject({ status: 202, view: { status: 'queued' } });
  });
});

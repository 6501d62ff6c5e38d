import { describe, expect, it } from 'vitest';
import type { Principal } from '#auth';
import type { RequestIds } from '#documents';
import { stub } from '#domain/testing';
import { Answer } from '../platform/answers/answer.ts';
import { idempotencyPolicyOf } from '../platform/idempotency/idempotency-policy.ts';
import { BatchesController } from './batches.controller.ts';
import type { CreateBatchBody } from './batches.schema.ts';

describe('POST /v1/batches?dryRun=true', () => {
  it('answers 200 with the estimate, and has nothing spoken', async () => {
    const controller = new BatchesController(
      stub({}),
      stub({ execute: () => Promise.resolve({ items: 2 }) }),
      stub({}),
      stub({}),
      stub({}),
      stub({}),
      stub({}),
    );
    const answer = await controller.create(
      {} as Principal,
      {} as CreateBatchBody,
      { dryRun: 'true' },
      {} as RequestIds,
    );
    expect(answer).toEqual(new Answer({ items: 2 }, { status: 200 }));
  });

  it('needs no Idempotency-Key', () => {
    const create = Reflect.get(BatchesController.prototype, 'create') as () => unknown;
    expect(idempotencyPolicyOf(create)).toMatchObject({ required: true, dryRun: true });
  });
});

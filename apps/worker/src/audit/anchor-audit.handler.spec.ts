import { beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import { DONE, MESSAGES } from '#messaging';
import { aMessage } from '#messaging/testing';
import { MemoryLogger } from '#observability/testing';
import { AnchorAuditHandler } from './anchor-audit.handler.ts';

const signal = new AbortController().signal;

let tenants: string[];
let anchored: string[];
let failure: Error | undefined;
let logger: MemoryLogger;
let handler: AnchorAuditHandler;

beforeEach(() => {
  tenants = ['one', 'two'];
  anchored = [];
  failure = undefined;
  logger = new MemoryLogger();
  const execute = (tenantId: string) => {
    if (failure) return Promise.reject(failure);
    anchored.push(tenantId);
    return Promise.resolve();
  };
  handler = new AnchorAuditHandler(stub({ tenants: () => Promise.resolve(tenants), execute }), logger.asLogger);
});

const handle = (after?: string, failures = 0) =>
  handler.handle(aMessage('audit.anchor', 'audit.anchor', after === undefined ? {} : { after }, { failures }), {
    signal,
  });

describe(AnchorAuditHandler.name, () => {
  it('anchors tenant after tenant, each in a message of its own', async () => {
    expect(await handle()).toEqual({ retryAfterMs: 0, data: { after: 'one' } });
    expect(await handle('one')).toBe(DONE);
    expect(anchored).toEqual(['one', 'two']);
    expect(await handle('two')).toBe(DONE);
  });

  it('tries again what may pass, and goes on to the next tenant when it does not', async () => {
    failure = new ServiceError('dependency-unavailable', 'away');
    await expect(handle()).rejects.toBe(failure);
    const last = MESSAGES['audit.anchor'].maxFailures - 1;
    expect(await handle(undefined, last)).toEqual({ retryAfterMs: 0, data: { after: 'one' } });
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { tenantId: 'one' } }]);
  });

  it('goes on at once after what another attempt would not change', async () => {
    failure = new ServiceError('state-conflict', 'broken');
    expect(await handle()).toMatchObject({ data: { after: 'one' } });
  });
});

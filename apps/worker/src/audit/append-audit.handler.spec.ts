import { beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { anId, stub, TENANT } from '#domain/testing';
import { DONE } from '#messaging';
import { aMessage } from '#messaging/testing';
import { MemoryLogger } from '#observability/testing';
import { AuditLog } from '#storage';
import { auditEventOf, MemoryAuditContainer } from '#storage/testing';
import { AppendAuditHandler } from './append-audit.handler.ts';

const signal = new AbortController().signal;

let container: MemoryAuditContainer;
let anchored: string[];
let anchor: () => Promise<void>;
let logger: MemoryLogger;

beforeEach(() => {
  container = new MemoryAuditContainer();
  anchored = [];
  anchor = () => Promise.resolve();
  logger = new MemoryLogger();
});

function handlerOf(log: Pick<AuditLog, 'append'>): AppendAuditHandler {
  const anchorAudit = {
    execute: async (tenantId: string) => {
      await anchor();
      anchored.push(tenantId);
    },
  };
  return new AppendAuditHandler(stub(log), stub(anchorAudit), logger.asLogger);
}

const messageOf = (number: number) => aMessage('audit.append', anId('voice'), auditEventOf(number));

describe(AppendAuditHandler.name, () => {
  it('appends an event once, however often its message is delivered', async () => {
    const handler = handlerOf(new AuditLog(container.asContainer));
    expect(await handler.handle(messageOf(1), { signal })).toBe(DONE);
    expect(await handler.handle(messageOf(1), { signal })).toBe(DONE);
    await handler.handle(messageOf(2), { signal });
    expect(container.stored.map(({ eventId }) => eventId)).toEqual(['event-1', 'event-2']);
    expect(anchored).toEqual([]);
  });

  it('anchors the log after each thousand entries, also when another process appended the thousandth', async () => {
    let sequence = 998;
    const handler = handlerOf(stub<AuditLog>({ append: () => Promise.resolve({ sequence }) }));
    for (sequence of [998, 999, 1_001, 1_002]) await handler.handle(messageOf(sequence), { signal });
    expect(anchored).toEqual([TENANT]);
  });

  it('is done when the log cannot be anchored now', async () => {
    anchor = () => Promise.reject(new ServiceError('dependency-unavailable', 'away'));
    const handler = handlerOf(stub<AuditLog>({ append: () => Promise.resolve({ sequence: 1_000 }) }));
    expect(await handler.handle(messageOf(1), { signal })).toBe(DONE);
    expect(logger.lines).toMatchObject([{ level: 'warn' }]);
  });

  it('is retried while the log is away, and names the event that was not appended', async () => {
    const away = new ServiceError('dependency-unavailable', 'away');
    const handler = handlerOf(stub<AuditLog>({ append: () => Promise.reject(away) }));
    await expect(handler.handle(messageOf(1), { signal })).rejects.toBe(away);
    await handler.onFailed(messageOf(1), away);
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { eventId: 'event-1' } }]);
  });
});

import { hostname } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '#auth';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import type { AuditTrail } from '#intake';
import { createLogger, LogLevels } from '#observability';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { ChangeLogLevel } from './change-log-level.usecase.ts';
import { logLevelBodySchema } from './log-level.schema.ts';

const config = testConfig();
const operator: Principal = {
  tenantId: config.entra.tenantId,
  objectId: 'ada',
  kind: 'user',
  roles: ['Voice.Admin'],
  clientId: 'c',
};
const recorded: unknown[] = [];
let refusal: ServiceError | undefined;
const audit: Pick<AuditTrail, 'recordFirst'> = {
  recordFirst: (_principal, audited) => {
    if (refusal) return Promise.reject(refusal);
    recorded.push(audited);
    return Promise.resolve();
  },
};
const levels = new LogLevels(createLogger({ level: 'info', service: 'test', destination: { write: () => undefined } }));
const changeLogLevel = new ChangeLogLevel(config, levels, stub<AuditTrail>(audit));

afterEach(() => {
  refusal = undefined;
  recorded.length = 0;
  levels.reset('test');
  vi.useRealTimers();
});

describe(ChangeLogLevel, () => {
  it('changes the level for a time, and is recorded first', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-11-29T10:00:00Z') });
    const view = await changeLogLevel.change(operator, { level: 'debug', durationSeconds: 60 });
    expect(view).toEqual({
      instance: hostname(),
      level: 'debug',
      configuredLevel: 'info',
      until: '2026-11-29T10:01:00.000Z',
    });
    expect(recorded).toEqual([
      {
        action: 'log-level.change',
        subject: { kind: 'route', id: 'PUT /v1/system/log-level' },
        eventId: expect.stringMatching(/^log-level\.change:/),
        details: { instance: hostname(), level: 'debug', durationMs: 60_000 },
      },
    ]);
    vi.advanceTimersByTime(60_000);
    expect(changeLogLevel.show(operator)).toEqual({ instance: hostname(), level: 'info', configuredLevel: 'info' });
  });

  it('takes a quarter of an hour unless a time is given', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-11-29T10:00:00Z') });
    expect(await changeLogLevel.change(operator, { level: 'trace' })).toMatchObject({
      until: '2026-11-29T10:15:00.000Z',
    });
  });

  it('does nothing that cannot be recorded', async () => {
    refusal = new ServiceError('dependency-unavailable', 'No.');
    await expect(changeLogLevel.change(operator, { level: 'debug' })).rejects.toThrow(refusal);
    expect(levels.state.level).toBe('info');
  });

  it('is for the operator’s tenant', async () => {
    const other = { ...operator, tenantId: 'another' };
    expect(() => changeLogLevel.show(other)).toThrow(expect.objectContaining({ code: 'forbidden' }));
    await expect(changeLogLevel.change(other, { level: 'debug' })).rejects.toMatchObject({ code: 'forbidden' });
    expect([recorded.length, levels.state.level]).toEqual([0, 'info']);
  });
});

describe('the body', () => {
  it.each([
    { level: 'silent' },
    { level: 'fatal' },
    { level: 'debug', durationSeconds: 0 },
    { level: 'debug', durationSeconds: 86_401 },
    { level: 'debug', durationSeconds: 1.5 },
    { level: 'debug', forever: true },
    {},
  ])('refuses %o', (body) => {
    expect(logLevelBodySchema.safeParse(body).success).toBe(false);
  });

  it('takes a day', () => {
    expect(logLevelBodySchema.safeParse({ level: 'error', durationSeconds: 86_400 }).success).toBe(true);
  });
});

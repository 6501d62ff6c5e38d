import { describe, expect, it } from 'vitest';
import { MESSAGES } from '#messaging';
import { AuditLog } from '#storage';
import { MemoryAuditContainer } from '#storage/testing';
import { systemAudit } from './system-audit.ts';

const EVENT = { action: 'consent.expire', subject: { kind: 'consent', id: 'cns_1' } } as const;

describe(systemAudit.name, () => {
  it('goes by an id that nobody can guess, and comes to one entry however many messages bring it', async () => {
    const [one, again] = [systemAudit('t', EVENT), systemAudit('t', EVENT)];
    for (const { id } of [one, again]) expect(id).toMatch(/^audit:[0-9a-f-]{36}$/);
    expect(again.id).not.toBe(one.id);
    const log = new AuditLog(new MemoryAuditContainer().asContainer);
    for (const { data } of [one, again, one]) await log.append('t', MESSAGES['audit.append'].data.parse(data));
    expect(await log.verify('t')).toMatchObject({ entries: 1 });
  });
});

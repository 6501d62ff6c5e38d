import { describe, it, vi } from 'vitest';
import { Clock } from '../faults/clock.ts';
import type { EmailReport } from './email-report.ts';
import { type EmailBody, Emails } from './emails.ts';

const OPERATION = '01234567-89ab-cdef-0123-456789abcdef';
const REQUEST = '11111111-2222-4333-8444-555555555555';
const MINUTE_MS = 60_000;

function started() {
  const clock = new Clock();
  const reports: Omit<EmailReport, 'source'>[] = [];
  const emails = new Emails(clock, (report) => reports.push(report));
  const repetition = () => ({ requestId: REQUEST, firstSent: clock.date().toUTCString() });
  return { clock, reports, emails, repetition };
}
const to = (address: string, subject = 'Hello'): EmailBody => ({
  senderAddress: 'donotreply@sandbox.example',
  content: { subject, plainText: 'Hello.' },
  recipients: { to: [{ address }] },
});

describe(Emails.name, () => {
  it('sends an e-mail once for a request that comes twice within five minutes', ({ expect }) => {
    const { clock, emails, repetition } = started();
    const first = repetition();
    expect(emails.send(OPERATION, to('ada@example.com'), first)).toBe('accepted');
    clock.advance(4 * MINUTE_MS);
    expect(emails.send(OPERATION, to('ada@example.com'), first)).toBe('repeated');
    expect(emails.send(OPERATION, to('ada@example.com', 'Other'), first)).toBe('conflict');
    clock.advance(2 * MINUTE_MS);
    expect(emails.send(OPERATION, to('ada@example.com'), first)).toBe('too-late');
    expect(emails.sent()).toHaveLength(1);
  });

  it('takes the id of an operation once', ({ expect }) => {
    const { emails } = started();
    expect(emails.send(OPERATION, to('ada@example.com'), undefined)).toBe('accepted');
    expect(emails.send(OPERATION, to('ada@example.com'), undefined)).toBe('conflict');
  });

  it('is running, then done, and reports its status', async ({ expect }) => {
    const { clock, emails, reports } = started();
    emails.send(OPERATION, to('ada@example.com'), undefined);
    expect([emails.statusOf(OPERATION), reports]).toEqual(['Running', []]);
    clock.advance(1_000);
    expect(emails.statusOf(OPERATION)).toBe('Succeeded');
    await vi.waitFor(() => expect(reports).toHaveLength(1));
    expect(reports).toMatchObject([{ operationId: OPERATION, recipient: 'ada@example.com', status: 'Delivered' }]);
    expect(emails.statusOf('none')).toBeUndefined();
  });

  it('bounces, and suppresses an address that has bounced', async ({ expect }) => {
    const { clock, emails, reports } = started();
    const address = 'bounced.ada@example.com';
    emails.send('1', to(address), undefined);
    emails.send('2', to(address), undefined);
    emails.send('3', to('suppressed@example.com'), undefined);
    clock.advance(1_000);
    await vi.waitFor(() => expect(reports).toHaveLength(3));
    expect(reports.map(({ status }) => status).toSorted()).toEqual(['Bounced', 'Suppressed', 'Suppressed']);
    expect(['1', '2', '3'].map((id) => emails.statusOf(id))).toEqual(['Succeeded', 'Failed', 'Failed']);
    expect(emails.sent()).toHaveLength(1);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '#auth';
import { stub } from '#domain/testing';
import { createLogger } from '#observability';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { ManageDeadLetters } from './manage-dead-letters.usecase.ts';

const config = testConfig({});
const POSITION = { queue: 'speech-synthesis', sequenceNumber: '7' } as const;

let reached: string[];
let audited: string[];
let manage: ManageDeadLetters;

beforeEach(() => {
  reached = [];
  audited = [];
  const deadLetter = { ...POSITION, messageId: 'm', deliveryCount: 10 };
  const reach =
    <Answer>(what: string, answer: Answer) =>
    () => {
      reached.push(what);
      return Promise.resolve(answer);
    };
  const deadLetters = {
    list: reach('list', [deadLetter]),
    count: reach('count', [{ queue: POSITION.queue, count: 1 }]),
    show: reach('show', deadLetter),
    discard: reach('discard', deadLetter),
  };
  manage = new ManageDeadLetters(
    config,
    stub(deadLetters),
    stub({ execute: reach('resubmit', deadLetter) }),
    stub({
      recordFirst: (_: Principal, { action }: { action: string }) => Promise.resolve(void audited.push(action)),
    }),
    createLogger({ level: 'silent', service: 'test' }),
  );
});

const administratorOf = (tenantId: string): Principal => ({
  tenantId,
  objectId: 'administrator',
  kind: 'user',
  roles: ['Voice.Admin'],
  clientId: 'client',
});

const CALLS: Readonly<Record<string, (who: Principal) => Promise<unknown>>> = {
  list: (who) => manage.list(who, { limit: 10 }),
  summary: (who) => manage.summary(who),
  show: (who) => manage.show(who, POSITION),
  resubmit: (who) => manage.resubmit(who, POSITION),
  discard: (who) => manage.discard(who, POSITION),
};

describe('dead letters', () => {
  it.each(Object.keys(CALLS))('are not for the administrator of another tenant: %s', async (name) => {
    const other = administratorOf('99999999-9999-4999-8999-999999999999');
    await expect(CALLS[name]?.(other)).rejects.toMatchObject({ code: 'forbidden' });
    expect(reached).toEqual([]);
    expect(audited).toEqual([]);
  });

  it.each(Object.keys(CALLS))('are for the administrator of the operator’s tenant: %s', async (name) => {
    await CALLS[name]?.(administratorOf(config.entra.tenantId.toLowerCase()));
    expect(reached).not.toEqual([]);
    expect(audited).toEqual(name === 'summary' ? [] : [`dead-letter.${name}`]);
  });
});

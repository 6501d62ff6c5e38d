import { describe, expect, it } from 'vitest';
import { stub } from '#domain/testing';
import type { Caller } from '../../rights/caller.ts';
import type { Entity } from '../model/broker.ts';
import { requireClaim } from './claims.ts';

const QUEUE = stub<Entity>({ name: 'orders', kind: 'queue' });
const REFUSAL = {
  condition: 'amqp:unauthorized-access',
  message:
    "Unauthorized access. 'Listen' claim(s) are required to perform this operation. Resource: 'sb://host/orders'.",
};

describe('a claim at an entity', () => {
  const asked: string[] = [];
  const caller: Caller = {
    oid: '',
    tid: '',
    may({ name }, resource) {
      asked.push(`${name} ${resource}`);
      return name.endsWith('/receive/action');
    },
  };

  it('is what a role permits at the entity, whose dead letters are part of it', () => {
    expect(() => requireClaim(caller, QUEUE, ['Listen'], 'sb://host/orders')).not.toThrow();
    const dead = { ...QUEUE, name: 'orders/$DeadLetterQueue' };
    expect(() => requireClaim(caller, dead, ['Send', 'Listen'], 'sb://host/orders')).not.toThrow();
    expect(asked).toEqual([
      'Microsoft.ServiceBus/namespaces/messages/receive/action Microsoft.ServiceBus/namespaces/voice/queues/orders',
      'Microsoft.ServiceBus/namespaces/messages/send/action Microsoft.ServiceBus/namespaces/voice/queues/orders',
      'Microsoft.ServiceBus/namespaces/messages/receive/action Microsoft.ServiceBus/namespaces/voice/queues/orders',
    ]);
  });

  it('is missed by who has another one', () => {
    expect(() => requireClaim(caller, QUEUE, ['Send'], 'sb://host/orders')).toThrow(
      expect.objectContaining({ condition: REFUSAL.condition }),
    );
  });

  it('is missed by who has put no token', () => {
    expect(() => requireClaim(undefined, QUEUE, ['Listen'], 'sb://host/orders')).toThrow(
      expect.objectContaining(REFUSAL),
    );
  });
});

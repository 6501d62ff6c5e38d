import 'reflect-metadata';
import { Injectable, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { Handles } from './handles.ts';
import { DONE, MESSAGE_INTERCEPTORS, type MessageInterceptor } from './message-handler.ts';
import { MessageHandlers } from './message-handlers.ts';
import { formerNames, MESSAGE_TYPES, type MessageType } from './message-table.ts';
import { messages } from './messages.ts';

const CONTEXT = { signal: new AbortController().signal };
const SUBJECT = { tenantId: 't', subjectId: 'vce_1' };

/** A class that handles these types. */
function handlerOf(...types: readonly MessageType[]): Type<SomeHandler> {
  @Injectable()
  class Handler extends SomeHandler {}
  for (const type of types) Handles(type, { formerly: formerNames(type) })(Handler);
  return Handler;
}

class SomeHandler {
  readonly failures: string[] = [];
  handle = () => Promise.resolve(DONE);
  onFailed(_: unknown, { code }: ServiceError): Promise<void> {
    this.failures.push(code);
    return Promise.resolve();
  }
}

async function handlersWith(handlers: readonly Type[], interceptors?: readonly MessageInterceptor[]) {
  const given = interceptors ? [{ provide: MESSAGE_INTERCEPTORS, useValue: interceptors }] : [];
  const module = { imports: [DiscoveryModule], providers: [MessageHandlers, ...handlers, ...given] };
  const application = await Test.createTestingModule(module).compile();
  return { handlers: application.get(MessageHandlers), get: <T>(type: Type<T>) => application.get(type) };
}

const rest = (...without: readonly MessageType[]) => MESSAGE_TYPES.filter((type) => !without.includes(type));

describe(MessageHandlers.name, () => {
  it('finds the handlers by their decorator, several on a class too', async () => {
    const [one, other] = [handlerOf('voice.create', 'voice.poll'), handlerOf(...rest('voice.create', 'voice.poll'))];
    const { handlers, get } = await handlersWith([one, other]);
    handlers.check(['voice-enrollment', 'maintenance']);
    const message = messages.voicePoll(SUBJECT);
    expect(await handlers.get('voice.poll')?.handle(message, CONTEXT)).toBe(DONE);
    await handlers.get('voice.poll')?.onFailed?.(message, new ServiceError('stalled', 'no'));
    expect(get(one).failures).toEqual(['stalled']);
  });

  it('names each type of the queues without a handler', async () => {
    const { handlers } = await handlersWith([handlerOf(...rest('voice.create', 'synthesis.run'))]);
    expect(() => handlers.check(['voice-enrollment'])).toThrow(
      'The handlers do not fit the message table: voice.create has no handler.',
    );
    handlers.check(['maintenance']);
    expect(handlers.get('synthesis.run')).toBeUndefined();
  });

  it('names each type with two handlers, and them', async () => {
    const { handlers } = await handlersWith([handlerOf(...MESSAGE_TYPES), handlerOf('voice.create')]);
    expect(() => handlers.check(['maintenance'])).toThrow('voice.create has 2 handlers: Handler and Handler');
  });

  it('names a type whose former names are others in the table', async () => {
    const { handlers } = await handlersWith([handlerOf(...rest('voice.create')), withFormerName()]);
    expect(() => handlers.check(['maintenance'])).toThrow(
      'voice.create was formerly named [] by the message table, but [voice.make] by Former',
    );
  });

  it('runs the interceptors around a handler, the first outermost', async () => {
    const ran: string[] = [];
    const interceptor = (name: string): MessageInterceptor => ({
      intercept: async ({ type }, next) => {
        ran.push(`${name} before ${type}`);
        const outcome = await next();
        ran.push(`${name} after`);
        return outcome;
      },
    });
    const all = handlerOf(...MESSAGE_TYPES);
    const { handlers } = await handlersWith([all], [interceptor('a'), interceptor('b')]);
    await handlers.get('voice.poll')?.handle(messages.voicePoll(SUBJECT), CONTEXT);
    expect(ran).toEqual(['a before voice.poll', 'b before voice.poll', 'b after', 'a after']);
  });
});

function withFormerName(): Type<SomeHandler> {
  @Handles('voice.create', { formerly: ['voice.make'] })
  @Injectable()
  class Former extends SomeHandler {}
  return Former;
}

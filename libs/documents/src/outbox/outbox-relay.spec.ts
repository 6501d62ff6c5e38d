import { describe, expect, it } from 'vitest';
import { type OutboxMessage, ServiceError } from '#domain';
import { createLogger } from '#observability';
import { createMessage } from '#messaging';
import { type HasOutbox, OutboxRelay } from './outbox-relay.ts';

const logger = createLogger({ level: 'silent', service: 'test' });
const document: HasOutbox = {
  id: 'vce_1',
  outbox: [
    createMessage('voice.create', { tenantId: 't', subjectId: 'vce_1', data: {} }),
    createMessage('voice.poll', { tenantId: 't', subjectId: 'vce_1', data: {} }),
  ],
};

function relayWith(options: {
  publish?: (message: OutboxMessage) => Promise<void>;
  clear?: (document: HasOutbox) => Promise<HasOutbox | undefined>;
}) {
  const published: string[] = [];
  const cleared: string[] = [];
  const aside: string[] = [];
  const kept: string[] = [];
  const publisher = {
    publish: async (message: OutboxMessage) => {
      await options.publish?.(message);
      published.push(message.id);
    },
  };
  const store = {
    clearOutbox: (found: HasOutbox, undeliverable: readonly OutboxMessage[], later: readonly OutboxMessage[]) => {
      cleared.push(found.id);
      aside.push(...undeliverable.map(({ id }) => id));
      kept.push(...later.map(({ id }) => id));
      return options.clear ? options.clear(found) : Promise.resolve({ ...found, outbox: [] });
    },
  };
  return { relay: new OutboxRelay(publisher, store, logger), published, cleared, aside, kept };
}

/** A release that does not know one of the messages. */
async function unknownCreation({ type }: OutboxMessage): Promise<void> {
  if (type === 'voice.create') throw new ServiceError('invalid-message', 'unknown');
}

describe(OutboxRelay.name, () => {
  it('publishes every message in order, then empties the outbox', async () => {
    const { relay, published, cleared } = relayWith({});
    expect((await relay.relay(document)).outbox).toEqual([]);
    expect(published).toEqual(['vce_1:voice.create:1', 'vce_1:voice.poll:1']);
    expect(cleared).toEqual(['vce_1']);
  });

  it('leaves in the outbox what its handler takes out of it, where it may', async () => {
    const run = createMessage('synthesis.run', { tenantId: 't', subjectId: 'syn_1', data: {} });
    const synthesis = { id: 'syn_1', outbox: [run] };
    const { relay, published, cleared } = relayWith({});
    expect(await relay.relay(synthesis, { isLeft: true })).toBe(synthesis);
    expect([published, cleared]).toEqual([[run.id], []]);
    // What nobody takes out is.
    await relay.relay({ id: 'syn_1', outbox: [run, ...document.outbox] }, { isLeft: true });
    await relay.relay({ id: 'vce_1', outbox: [run] }, { isLeft: true });
    await relay.relay(synthesis);
    expect(cleared).toEqual(['syn_1', 'vce_1', 'syn_1']);
  });

  it('does not send again the message that is being handled, but takes it out', async () => {
    const { relay, published, cleared } = relayWith({});
    await relay.relay(document, { handled: 'voice.create' });
    expect([published, cleared]).toEqual([['vce_1:voice.poll:1'], ['vce_1']]);
  });

  it('sends with each message which revision of its subject it was written with', async () => {
    const sent: OutboxMessage[] = [];
    const { relay } = relayWith({
      publish: async (message) => {
        sent.push(message);
      },
    });
    const other = createMessage('webhook.deliver', { tenantId: 't', subjectId: 'dlv_1', data: { attempt: 1 } });
    await relay.relay({ ...document, revision: 7, outbox: [...document.outbox, other] });
    expect(sent.map(({ revision }) => revision)).toEqual([7, 7, undefined]);
  });

  it('tells the one who waits when the broker is down, and keeps the messages', async () => {
    const { relay, cleared } = relayWith({
      publish: () => Promise.reject(new ServiceError('dependency-unavailable', 'down')),
    });
    await expect(relay.relay(document)).rejects.toMatchObject({ code: 'dependency-unavailable' });
    expect(cleared).toEqual([]);
  });

  it('waits for a moment for the one who shows the ETag, and no longer when the broker does not answer', async () => {
    const quick = relayWith({ clear: async (found) => ({ ...found, outbox: [], id: 'new' }) });
    expect(await quick.relay.relayForAMoment(document)).toMatchObject({ id: 'new', outbox: [] });
    const { promise: sent, reject } = Promise.withResolvers<void>();
    const slow = relayWith({ publish: () => sent });
    expect(await slow.relay.relayForAMoment(document)).toBe(document);
    expect(slow.relay.takeLeftBehind()).toBe(false);
    reject(new ServiceError('dependency-unavailable', 'down'));
    await slow.relay.drain();
    expect(slow.relay.takeLeftBehind()).toBe(true);
  });

  it('remembers, once, what it left behind in the background', async () => {
    const { relay } = relayWith({ publish: () => Promise.reject(new ServiceError('dependency-unavailable', 'down')) });
    expect(relay.takeLeftBehind()).toBe(false);
    relay.relayInBackground(document);
    await relay.drain();
    expect([relay.takeLeftBehind(), relay.takeLeftBehind()]).toEqual([true, false]);
  });

  it('remembers, once, that it had messages to publish', async () => {
    const { relay } = relayWith({});
    await relay.relay({ id: 'vce_2', outbox: [] });
    expect(relay.takeGaveWork()).toBe(false);
    await relay.relay(document);
    expect([relay.takeGaveWork(), relay.takeGaveWork()]).toEqual([true, false]);
  });

  it('sets aside what is too large for its queue, and publishes what comes after it', async () => {
    const { relay, published, cleared, aside } = relayWith({
      publish: ({ type }) =>
        type === 'voice.create' ? Promise.reject(new ServiceError('payload-too-large', 'too big')) : Promise.resolve(),
    });
    await relay.relay(document);
    expect(published).toEqual(['vce_1:voice.poll:1']);
    expect(aside).toEqual(['vce_1:voice.create:1']);
    expect(cleared).toEqual(['vce_1']);
  });

  it('leaves what only a newer version knows in the outbox, and publishes the rest', async () => {
    const { relay, published, cleared, aside, kept } = relayWith({ publish: unknownCreation });
    await expect(relay.relay(document)).rejects.toMatchObject({ code: 'invalid-message' });
    expect(published).toEqual(['vce_1:voice.poll:1']);
    expect([cleared, aside, kept]).toEqual([['vce_1'], [], ['vce_1:voice.create:1']]);
  });

  it('writes nothing where all messages are such', async () => {
    const { relay, cleared } = relayWith({ publish: unknownCreation });
    const newer = { ...document, outbox: document.outbox.slice(0, 1) };
    await expect(relay.relay(newer)).rejects.toMatchObject({ code: 'invalid-message' });
    expect(cleared).toEqual([]);
  });

  it('shows the document as it was written, where such a message is left behind', async () => {
    const { relay } = relayWith({ publish: unknownCreation, clear: async (found) => ({ ...found, id: 'new' }) });
    expect(await relay.relayForAMoment(document)).toMatchObject({ id: 'new' });
    expect(relay.takeLeftBehind()).toBe(true);
  });

  it('leaves a document alone that was changed meanwhile', async () => {
    const { relay } = relayWith({ clear: () => Promise.resolve(undefined) });
    expect(await relay.relay(document)).toBe(document);
  });

  it('touches nothing when the outbox is empty', async () => {
    const { relay, published, cleared } = relayWith({});
    await relay.relay({ id: 'vce_2', outbox: [] });
    expect([...published, ...cleared]).toEqual([]);
  });

  it('drains what runs in the background', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { relay, published } = relayWith({ publish: () => promise });
    relay.relayInBackground(document);
    const drained = relay.drain();
    expect(published).toEqual([]);
    resolve();
    await drained;
    expect(published).toHaveLength(2);
  });

  it('does not keep a process from stopping when the broker does not answer', async () => {
    const { relay } = relayWith({ publish: () => new Promise(() => undefined) });
    relay.relayInBackground(document);
    await relay.drain();
  });
});

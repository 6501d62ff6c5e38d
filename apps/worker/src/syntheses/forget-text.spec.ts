import { describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError, type Synthesis } from '#domain';
import { aSynthesis, stub, TENANT } from '#domain/testing';
import type { AuditLog } from '#storage';
import { ForgetText } from './forget-text.ts';

function system(append: () => Promise<void> = () => Promise.resolve()) {
  const documents = new TestDocuments();
  const events: unknown[] = [];
  const auditLog = stub<AuditLog>({
    append: async (_, event) => {
      await append();
      events.push(event);
    },
  });
  const store = (changes: Partial<Synthesis>) =>
    documents.store.create<Synthesis>(aSynthesis({ status: 'succeeded', text: 'Secret.', ...changes }));
  return { documents, events, store, forget: new ForgetText(documents.commit, auditLog) };
}

describe(ForgetText.name, () => {
  it('removes the text, and records the same event however often it runs', async () => {
    const { documents, events, store, forget } = system();
    const found = await store({ store: false });
    expect(await forget.execute(found)).toMatchObject({ text: '', removedText: { characters: 7 } });
    await forget.execute(found);
    expect(events[1]).toEqual(events[0]);
    expect(events[0]).toMatchObject({ action: 'synthesis.expire', details: { removed: 'text' } });
    await forget.execute(await documents.store.get('synthesis', TENANT, found.id));
    expect(events).toHaveLength(2);
  });

  it.each([
    ['is to be stored', {}],
    ['has failed, since an operator may resubmit it', { store: false, status: 'failed' }],
  ] as const)('leaves the text of one that %s', async (_, changes) => {
    const { events, store, forget } = system();
    expect(await forget.execute(await store(changes))).toMatchObject({ text: 'Secret.' });
    expect(events).toEqual([]);
  });

  it('removes nothing that nobody would know of', async () => {
    const away = () => Promise.reject(new ServiceError('dependency-unavailable', 'away'));
    const { documents, store, forget } = system(away);
    const found = await store({ store: false });
    expect(await forget.execute(found).catch(errorCodeOf)).toBe('dependency-unavailable');
    expect(await documents.store.get('synthesis', TENANT, found.id)).toMatchObject({ text: 'Secret.' });
  });
});

import { describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { ServiceError } from '#domain';
import { aSynthesis, AT, TENANT } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import { NoteSent } from './note-sent.ts';

const NOW = Date.parse(AT);
const unstored = aSynthesis({ status: 'succeeded', store: false, expiresAt: '2026-11-23T10:00:00.000Z' });

describe(NoteSent.name, () => {
  it('lets the first complete download start the hour, with the message that ends it', async () => {
    const documents = new TestDocuments();
    const note = new NoteSent(documents.commit, new MemoryLogger().asLogger);
    await documents.store.create(unstored);
    await note.execute(unstored, NOW);
    await note.execute(unstored, NOW + 60_000);
    expect(await documents.store.get('synthesis', TENANT, unstored.id)).toMatchObject({
      sentAt: AT,
      expiresAt: '2026-11-22T11:00:00.000Z',
    });
    await expect.poll(() => documents.published.map(({ type }) => type)).toContain('retention.sweep');
  });

  it('does not fail the download', async () => {
    const documents = new TestDocuments();
    const logger = new MemoryLogger();
    documents.store.find = () => Promise.reject(new ServiceError('dependency-unavailable', 'away'));
    await new NoteSent(documents.commit, logger.asLogger).execute(unstored, NOW);
    expect(logger.lines).toHaveLength(1);
  });
});

import 'reflect-metadata';
import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf } from '#domain';
import { aHold, anId, AT, aSynthesis, stub } from '#domain/testing';
import { SynthesesController } from './syntheses.controller.ts';

const [id, other] = [anId('synthesis'), anId('synthesis', 1)];

let documents: TestDocuments;
let syntheses: SynthesesController;

beforeEach(() => {
  documents = new TestDocuments();
  syntheses = new SynthesesController(stub({}), stub({}), stub({}), stub({}), stub({}), stub({}), documents.store);
});

describe(SynthesesController.name, () => {
  it('does not know speech that was erased and that a legal hold alone keeps', async () => {
    const held = { status: 'succeeded', legalHold: aHold() } as const;
    await documents.store.create(aSynthesis({ ...held, id, expiresAt: AT }));
    await documents.store.create(aSynthesis({ ...held, id: other }));
    expect(await syntheses.get(aPrincipal(), { id }).catch(errorCodeOf)).toBe('not-found');
    const { data } = await syntheses.list(aPrincipal(), { limit: 10 });
    expect(data.map((synthesis) => synthesis.id)).toEqual([other]);
    expect(await syntheses.get(aPrincipal(), { id: other })).toMatchObject({ id: other });
  });
});

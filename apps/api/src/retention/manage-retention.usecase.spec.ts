import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { aConfig } from '#config/testing';
import { DueDocuments, DueMoves, RetentionStore, TraceStore } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError } from '#domain';
import { aDelivery, anId, aSynthesis, AT, stub, TENANT } from '#domain/testing';
import type { AuditTrail } from '#intake';
import { MemoryContainer } from '#storage/testing';
import { ManageRetention } from './manage-retention.usecase.ts';
import { dueView, previewRetentionSchema, retentionView, updateRetentionSchema } from './retention.schema.ts';

const NOW = Date.parse(AT) + 31 * 86_400_000;
const OTHER = aPrincipal({ tenantId: '99999999-2222-4333-8444-555555555555' });

let audited: unknown[];
let isLogAway: boolean;
let documents: TestDocuments;
let policies: RetentionStore;
let manage: ManageRetention;

beforeEach(() => {
  [audited, isLogAway] = [[], false];
  documents = new TestDocuments();
  policies = new RetentionStore(new MemoryContainer().asContainer);
  const container = documents.container.asContainer;
  const audit = stub<AuditTrail>({
    recordFirst: (_, event) =>
      isLogAway
        ? Promise.reject(new ServiceError('dependency-unavailable', 'away'))
        : Promise.resolve(void audited.push(event)),
  });
  const { retention } = aConfig();
  const config = aConfig({ retention: { ...retention, days: { raw: 1, deliveryLog: 14 } } });
  manage = new ManageRetention(
    policies,
    new DueDocuments(container, new TraceStore(container)),
    new DueMoves(container),
    audit,
    config,
  );
});

const update = (rules: readonly object[], ifMatch?: string) =>
  manage.update(aPrincipal(), updateRetentionSchema.parse({ rules }), ifMatch, NOW);
const preview = (body: object, principal = aPrincipal()) =>
  manage.preview(principal, previewRetentionSchema.parse({ class: 'result', ...body }), NOW);

describe(ManageRetention.name, () => {
  it('sets a policy, after the audit log has it, and shows it beside that of the deployment', async () => {
    const rules = [
      { class: 'result', action: 'delete', afterDays: 30 },
      { class: 'sample', action: 'keep' },
    ];
    const updated = await update(rules);
    expect(retentionView(updated)).toEqual({
      rules: [
        { class: 'raw', action: 'delete', afterDays: 1, source: 'deployment' },
        { class: 'sample', action: 'keep', source: 'tenant' },
        { class: 'archive', action: 'keep', source: 'deployment' },
        { class: 'consentEvidence', action: 'keep', source: 'deployment' },
        { class: 'result', action: 'delete', afterDays: 30, source: 'tenant' },
        { class: 'batch', action: 'keep', source: 'deployment' },
        { class: 'deliveryLog', action: 'delete', afterDays: 14, source: 'deployment' },
        { class: 'usage', action: 'delete', afterDays: 400, source: 'deployment' },
      ],
      updatedAt: new Date(NOW).toISOString(),
    });
    expect(await manage.get(aPrincipal())).toEqual(updated);
    expect(audited).toMatchObject([
      {
        action: 'retention.update',
        subject: { kind: 'route', id: '/v1/retention' },
        details: { result: 30, sample: 'keep' },
      },
    ]);
    expect((await manage.get(OTHER)).stored.days).toEqual({});
  });

  it('changes nothing that was changed since, and nothing that nobody would know of', async () => {
    const { etag } = await update([{ class: 'result', action: 'delete', afterDays: 30 }]);
    expect(await update([], '"another"').catch(errorCodeOf)).toBe('etag-mismatch');
    isLogAway = true;
    expect(await update([]).catch(errorCodeOf)).toBe('dependency-unavailable');
    expect((await manage.get(aPrincipal())).etag).toBe(etag);
    isLogAway = false;
    policies.write = () => Promise.resolve(undefined);
    expect(await update([]).catch(errorCodeOf)).toBe('etag-mismatch');
  });

  it('previews what is due of the caller’s tenant, by its policy or by other days', async () => {
    await documents.store.create(aSynthesis({ status: 'succeeded' }));
    expect((await preview({})).due).toEqual([]);
    const { due } = await preview({ afterDays: 30 });
    expect(due.map((each) => dueView('result', each))).toEqual([
      {
        class: 'result',
        action: 'delete',
        id: anId('synthesis'),
        href: `/v1/syntheses/${anId('synthesis')}`,
        createdAt: AT,
        dueAt: '2026-12-22T10:00:00.000Z',
      },
    ]);
    await update([{ class: 'result', action: 'delete', afterDays: 30 }]);
    expect((await preview({})).due).toEqual(due);
    expect((await preview({ afterDays: 31 })).due).toEqual([]);
    expect((await preview({ afterDays: 30 }, OTHER)).due).toEqual([]);
    expect(await documents.store.find('synthesis', TENANT, anId('synthesis'))).toBeDefined();
  });

  it('shows nothing of another tenant, which follows the deployment too', async () => {
    await documents.store.create(aDelivery({ status: 'failed' }));
    expect((await preview({ class: 'deliveryLog' })).due).toHaveLength(1);
    expect((await preview({ class: 'deliveryLog' }, OTHER)).due).toEqual([]);
  });

  it('sets where files go, and previews moves with removals: what is removed is not moved', async () => {
    await documents.store.create(aSynthesis({ status: 'succeeded' }));
    const move = { moveTo: 'cool', moveAfterDays: 30 } as const;
    const actions = async (body: object) => (await preview(body)).due.map((each) => [each.action, each.dueAt]);
    expect(await actions(move)).toEqual([['cool', '2026-12-22T10:00:00.000Z']]);
    expect(await actions({ ...move, afterDays: 31 })).toEqual([['cool', '2026-12-22T10:00:00.000Z']]);
    expect(await actions({ moveTo: 'cold', moveAfterDays: 29, afterDays: 30 })).toEqual([
      ['delete', '2026-12-22T10:00:00.000Z'],
    ]);
    const updated = await update([{ class: 'result', action: 'keep', ...move }]);
    expect(await actions({})).toEqual([['cool', '2026-12-22T10:00:00.000Z']]);
    expect((await preview({}, OTHER)).due).toEqual([]);
    const rule = { class: 'result', action: 'keep', ...move, source: 'tenant' };
    expect(retentionView(updated).rules).toContainEqual(rule);
    expect(retentionView(await manage.get(aPrincipal())).rules).toContainEqual(rule);
    expect(audited).toMatchObject([{ details: { result: 'keep', resultTier: 'cool:30' } }]);
  });

  it('shows page by page', async () => {
    for (const number of [1, 2, 3]) {
      await documents.store.create(aSynthesis({ id: anId('synthesis', number), status: 'succeeded' }));
    }
    const first = await preview({ afterDays: 1, limit: 2 });
    expect(first.due).toHaveLength(2);
    const second = await preview({ afterDays: 1, limit: 2, after: first.next });
    expect(second.due.map(({ document }) => document.id)).toEqual([anId('synthesis', 3)]);
    expect(second.next).toBeUndefined();
    expect(await preview({ after: 'nonsense' }).catch(errorCodeOf)).toBe('invalid-request');
  });
});

describe('a policy', () => {
  it.each([
    ['days are missing', [{ class: 'result', action: 'delete' }], 'rules.0.afterDays'],
    ['what is kept has days', [{ class: 'result', action: 'keep', afterDays: 1 }], 'rules.0.afterDays'],
    ['days are none', [{ class: 'result', action: 'delete', afterDays: 0 }], 'rules.0.afterDays'],
    ['deliveries are kept', [{ class: 'deliveryLog', action: 'keep' }], 'rules.0.action'],
    [
      'deliveries are kept for too long',
      [{ class: 'deliveryLog', action: 'delete', afterDays: 31 }],
      'rules.0.afterDays',
    ],
    ['a tier has no days', [{ class: 'result', action: 'keep', moveTo: 'cool' }], 'rules.0.moveAfterDays'],
    ['days have no tier', [{ class: 'result', action: 'keep', moveAfterDays: 3 }], 'rules.0.moveTo'],
    ['a tier is offline', [{ class: 'result', action: 'keep', moveTo: 'archive', moveAfterDays: 3 }], 'rules.0.moveTo'],
    [
      'originals go where they are',
      [{ class: 'archive', action: 'keep', moveTo: 'cool', moveAfterDays: 3 }],
      'rules.0.moveTo',
    ],
    [
      'a class has no files',
      [{ class: 'deliveryLog', action: 'delete', afterDays: 9, moveTo: 'cool', moveAfterDays: 3 }],
      'rules.0.moveTo',
    ],
    [
      'files are moved when they are gone',
      [{ class: 'result', action: 'delete', afterDays: 30, moveTo: 'cool', moveAfterDays: 30 }],
      'rules.0.moveAfterDays',
    ],
    [
      'a class is named twice',
      [
        { class: 'result', action: 'keep' },
        { class: 'result', action: 'keep' },
      ],
      'rules.1.class',
    ],
  ])('is refused where %s', (_, rules, path) => {
    const { error } = updateRetentionSchema.safeParse({ rules });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  it('has no rule for usage, which is that of the deployment', () => {
    const { error } = updateRetentionSchema.safeParse({ rules: [{ class: 'usage', action: 'keep' }] });
    expect(error?.issues).toMatchObject([{ path: ['rules', 0, 'class'] }]);
    expect(error?.issues[0]?.message).toContain('RETENTION_DAYS');
  });

  it('is previewed for no more days than a rule can have', () => {
    const of = (afterDays: number) => previewRetentionSchema.safeParse({ class: 'deliveryLog', afterDays }).error;
    expect(of(30)).toBeUndefined();
    expect(of(31)?.issues).toMatchObject([{ path: ['afterDays'], message: 'must be at most 30 for deliveryLog' }]);
  });

  it('may keep deliveries for 30 days, which is shown where nobody has said anything', () => {
    const longest = { class: 'deliveryLog', action: 'delete', afterDays: 30 };
    expect(updateRetentionSchema.safeParse({ rules: [longest] }).error).toBeUndefined();
    const shown = retentionView({ stored: { days: {} }, defaults: {}, defaultMoves: {}, usageDays: 400 }).rules;
    expect(shown).toContainEqual({ ...longest, source: 'deployment' });
  });
});

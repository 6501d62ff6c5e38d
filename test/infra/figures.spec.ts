import { PUBLIC_SETS } from './policies/policy.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimChain } from '#config/testing';
import { INFRA } from './bicep.ts';
import { appsOf, shortName, Snapshot, SNAPSHOTS } from './snapshots.ts';
import { azureQueues } from '../architecture/queue-documents.ts';
import { environmentSchema, loadConfig } from '#config';
import { KEPT_BY_MICROSOFT, RECOVERABLE_DAYS } from '#domain';
import {
  isProducerQueue,
  isRequestQueue,
  propertiesOf,
  QUEUE_NAMES,
  QUEUES,
  type ServedQueue,
  SINGLE_WORKER_APP,
  WORKER_APPS,
} from '#messaging';
import { HEALTH_DEADLINE_MS } from '#observability';
import { BLOB_CONTAINER_TABLE, COSMOS_CONTAINERS, STORAGE_LIFECYCLE, UPLOAD_CORS } from '#storage';

/** As the vault has them. */
const claims = await claimChain();

const HOME = join(INFRA, '..');
const json = (path: string): unknown => JSON.parse(readFileSync(join(HOME, path), 'utf8'));
/** What `closeOnSignals` adds to the grace that running work gets, and a margin. */
const CLOSING_MS = 5_000;

describe.each(SNAPSHOTS)('the figures of $set', (snapshot: Snapshot) => {
  it('has each queue with the properties of the table, as the sandbox and the AsyncAPI document have it', () => {
    const channels = (json('docs/asyncapi.json') as { channels: Record<string, { 'x-queue-properties': object }> })
      .channels;
    const sandbox = azureQueues().UserConfig.Namespaces.flatMap(({ Queues }) => Queues ?? []);
    expect(json('apps/sandbox/queues.json')).toEqual(azureQueues());
    const queues = snapshot.ofType('Microsoft.ServiceBus/namespaces/queues');
    const names = queues.map(shortName).filter((name) => !isProducerQueue(name));
    expect(names.toSorted()).toEqual(QUEUE_NAMES.toSorted());
    for (const name of QUEUE_NAMES) {
      const properties = queues.find((queue) => shortName(queue) === name)?.properties;
      const table = QUEUES[name];
      expect(properties).toMatchObject({
        lockDuration: table.lockDuration,
        defaultMessageTimeToLive: table.timeToLive,
        duplicateDetectionHistoryTimeWindow: table.duplicateWindow,
        maxDeliveryCount: table.maxDeliveries,
        deadLetteringOnMessageExpiration: table.deadLettersExpired,
        requiresDuplicateDetection: true,
        requiresSession: false,
      });
      expect(properties).toMatchObject(channels[name]?.['x-queue-properties'] ?? {});
      expect(sandbox.find((queue) => queue.Name === name)?.Properties).toMatchObject({
        LockDuration: properties?.['lockDuration'],
        DefaultMessageTimeToLive: properties?.['defaultMessageTimeToLive'],
        DuplicateDetectionHistoryTimeWindow: properties?.['duplicateDetectionHistoryTimeWindow'],
        MaxDeliveryCount: properties?.['maxDeliveryCount'],
      });
    }
  });

  it('has a clock beside an API that may be at zero replicas, and nothing that keeps it awake', () => {
    const api = appsOf(snapshot).find(({ name }) => name === 'api');
    const mayRest = api?.template.scale.minReplicas === 0;
    expect(mayRest).toBe(snapshot.set === 'main.idle');
    const named = (type: string, name: string) =>
      snapshot.ofType(type).some((resource) => resource.name.startsWith(name));
    expect(named('Microsoft.App/jobs', 'ticks')).toBe(mayRest);
    expect(named('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-ticks-')).toBe(mayRest);
    expect(named('Microsoft.Insights/metricAlerts', 'api-without-replicas-')).toBe(!mayRest);
    expect(named('Microsoft.Insights/webtests', '')).toBe(snapshot.set === 'main');
  });

  it('has the worker apps of the table, with a rule of KEDA for each of their queues', () => {
    const requests = snapshot.ofType('Microsoft.ServiceBus/namespaces/queues').map(shortName).filter(isRequestQueue);
    const wanted = PUBLIC_SETS.includes(snapshot.set) ? [SINGLE_WORKER_APP] : WORKER_APPS;
    const apps = appsOf(snapshot).filter(({ name }) => name !== 'api');
    expect(apps.map(({ name }) => name)).toEqual(wanted.map(({ name }) => name));
    for (const { name, servesProducers, minReplicas, maxReplicas, cooldownSeconds, pollingSeconds, ...row } of wanted) {
      const queues: readonly ServedQueue[] = [...row.queues, ...(servesProducers ? requests : [])];
      const app = apps.find((each) => each.name === name);
      expect(app?.template.scale).toMatchObject({
        minReplicas,
        maxReplicas,
        cooldownPeriod: cooldownSeconds,
        pollingInterval: pollingSeconds,
      });
      expect(app?.variables['WORKER_QUEUES']).toBe(queues.join(','));
      const rules = app?.template.scale.rules.filter(({ custom }) => custom?.type === 'azure-servicebus') ?? [];
      expect(rules.map(({ custom }) => [custom?.metadata['queueName'], custom?.metadata['messageCount']])).toEqual(
        queues.map((queue) => [queue, String(propertiesOf(queue).messagesPerReplica)]),
      );
      for (const { custom } of rules) expect(custom?.identity).toMatch(/\/id-scaler-[^/]+$/);
    }
  });

  it('has the containers of the tables', () => {
    const blobs = snapshot.ofType('Microsoft.Storage/storageAccounts/blobServices/containers').map(shortName);
    expect(blobs.toSorted()).toEqual(
      [...BLOB_CONTAINER_TABLE.map(({ name }) => name), 'event-dead-letters'].toSorted(),
    );
    expect(json('apps/sandbox/blob-containers.json')).toEqual({
      containers: BLOB_CONTAINER_TABLE,
      uploadCors: UPLOAD_CORS,
      lifecycle: STORAGE_LIFECYCLE,
    });
    const cosmos = snapshot.ofType('Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers');
    expect(json('apps/sandbox/cosmos-containers.json')).toEqual({ containers: Object.values(COSMOS_CONTAINERS) });
    expect(cosmos.map(({ properties }) => properties['resource'])).toEqual(
      Object.values(COSMOS_CONTAINERS).map(({ partitionKey, ...container }) => ({
        ...container,
        partitionKey: { paths: [partitionKey], kind: 'Hash', version: 2 },
      })),
    );
  });

  it('keeps what was deleted for as long as the receipt of an erasure says', () => {
    expect(RECOVERABLE_DAYS).toBe(7);
    expect(KEPT_BY_MICROSOFT.join(' ')).toContain(`recoverable for ${RECOVERABLE_DAYS} days`);
    expect(snapshot.only('Microsoft.DocumentDB/databaseAccounts').properties).toMatchObject({
      backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: `Continuous${RECOVERABLE_DAYS}Days` } },
    });
    expect(snapshot.only('Microsoft.Storage/storageAccounts/blobServices').properties).toMatchObject({
      deleteRetentionPolicy: { enabled: true, days: RECOVERABLE_DAYS },
      containerDeleteRetentionPolicy: { enabled: true, days: RECOVERABLE_DAYS },
    });
    expect(rulesOf(snapshot)).toMatchObject({
      versions: { actions: { version: { delete: { daysAfterCreationGreaterThan: RECOVERABLE_DAYS } } } },
    });
  });

  it('deletes what the product has tagged, a day later, and keeps raw recordings as the configuration says', () => {
    const { tag, deleteAfterDays } = STORAGE_LIFECYCLE.expired;
    const rawMs = Number(appsOf(snapshot)[0]?.variables['RETENTION_RAW_MS']);
    expect(rawMs).toBe(environmentSchema.shape.RETENTION_RAW_MS.parse(undefined));
    expect(rulesOf(snapshot)).toMatchObject({
      expired: {
        filters: { blobIndexMatch: [{ ...tag, op: '==' }] },
        actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: deleteAfterDays } } },
      },
    });
  });

  it.each(appsOf(snapshot))('lets $name finish its work after SIGTERM, and its dependencies answer a probe', (app) => {
    const { SHUTDOWN_GRACE_MS } = environmentSchema.shape;
    const graceMs = SHUTDOWN_GRACE_MS.parse(app.variables['SHUTDOWN_GRACE_MS']);
    expect(app.template.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(graceMs + CLOSING_MS);
    const probes = app.template.containers.flatMap((container) => container.probes);
    expect(probes.map(({ type, httpGet }) => [type, httpGet.path])).toEqual([
      ['Startup', '/health/startup'],
      ['Liveness', '/health/live'],
      ['Readiness', '/health/ready'],
    ]);
    for (const { timeoutSeconds } of probes) expect(timeoutSeconds * 1_000).toBeGreaterThan(HEALTH_DEADLINE_MS);
    const port = app.variables['PORT'] ?? app.variables['HEALTH_PORT'];
    expect(new Set(probes.map(({ httpGet }) => String(httpGet.port)))).toEqual(new Set([port]));
  });

  it.each(appsOf(snapshot))('gives $name an environment that its configuration takes', (app) => {
    // What only Azure knows, and a secret. A list in JSON is a value.
    const values = Object.entries(app.variables).map(([name, value]) => [
      name,
      /^\[(?!\{)/.test(value) ? (OF_AZURE[name] ?? 'https://api.example.com') : (SECRETS[name] ?? value),
    ]);
    expect(loadConfig(Object.fromEntries(values) as Record<string, string>)).toMatchObject({
      cosmos: { consistency: 'BoundedStaleness' },
      http: { trustedProxyHops: app.name === 'api' ? 1 : 0 },
      speech: { audioTransfer: PUBLIC_SETS.includes(snapshot.set) ? 'url' : 'upload' },
      uploads: { direct: PUBLIC_SETS.includes(snapshot.set) },
    });
  });
});

const OF_AZURE: Readonly<Record<string, string>> = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=00000000-0000-0000-0000-000000000000',
};

const SECRETS: Readonly<Record<string, string>> = {
  C2PA_CERTIFICATES: claims.chain,
  C2PA_PRIVATE_KEY: claims.key,
  RECEIPT_SIGNING_KEYS: Buffer.alloc(32, 1).toString('base64'),
  PROVENANCE_SIGNING_KEYS: Buffer.alloc(32, 3).toString('base64'),
  WEBHOOK_SECRET_KEYS: Buffer.alloc(32, 2).toString('base64'),
  HOOK_SOURCES: '[]',
};

describe('the variables of docs/configuration.md', () => {
  const set = new Set(
    SNAPSHOTS.flatMap((snapshot) => appsOf(snapshot).flatMap(({ variables }) => Object.keys(variables))),
  );
  const byDefault = (json('infra/default-variables.json') as { variables: Record<string, string> }).variables;
  const names = Object.keys(environmentSchema.shape);

  it.each(names)('%s is set by the template, or deliberately left at its default', (name) => {
    expect([set.has(name), name in byDefault].filter(Boolean)).toHaveLength(1);
  });

  it('are all that the template sets or leaves alone', () => {
    const known = new Set([...names, 'AZURE_CLIENT_ID']);
    expect([...set, ...Object.keys(byDefault)].filter((name) => !known.has(name))).toEqual([]);
  });

  it('each have a reason where they are left alone', () => {
    for (const reason of Object.values(byDefault)) expect(reason).toMatch(/\w.*\.$/);
  });
});

function rulesOf(snapshot: Snapshot): Readonly<Record<string, object>> {
  const { policy } = snapshot.only('Microsoft.Storage/storageAccounts/managementPolicies').properties as {
    policy: { rules: { name: string; definition: object }[] };
  };
  return Object.fromEntries(policy.rules.map(({ name, definition }) => [name, definition]));
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, type Json, listAt, numberAt, put, textAt } from './json.ts';
import { EVERY_SET, type Policy, policy } from './policy.ts';
import type { Resource, JsonSnapshot } from './snapshot.ts';

const RUNBOOK = join(import.meta.dirname, '..', '..', '..', 'docs', 'runbook.md');
/** `dead-letters` of `### dead-letters`. */
const SECTIONS = new Set(
  [...readFileSync(RUNBOOK, 'utf8').matchAll(/^#+ `?([a-z0-9-]+)`?$/gm)].map(([, section = '']) => section),
);

const ALERT_TYPES = ['Insights/metricAlerts', 'Insights/scheduledQueryRules', 'Insights/activityLogAlerts'];
const METRIC = 'Insights/metricAlerts';

/** What must not go wrong unseen, whatever else there is. */
const ALERTS = [
  'dead-letters',
  'service-bus-throttled',
  'service-bus-server-errors',
  'service-bus-user-errors',
  'cosmos-throughput',
  'cosmos-throttled',
  'cosmos-unavailable',
  'cosmos-slow',
  'storage-unavailable',
  'storage-throttled',
  'events-undelivered',
  'events-dead-lettered',
  'speech-failing',
  'speech-server-errors',
  'speech-blocked',
  'scaler-failed',
  'messages-without-worker',
  'secrets-unreadable',
  'endpoint-hours-near',
  'daily-cap-reached',
  'keys-touched',
  'rights-changed',
  'api-restarts',
  'api-server-errors',
  'api-processor',
  'api-memory',
  'worker-restarts',
  'worker-memory',
  'queue-age',
  'outbox-age',
  'polls-late',
  'jobs-lost',
  'provider-throttled',
  'provider-failing',
  'slo-availability-fast-burn',
  'slo-availability-slow-burn',
  'slo-jobs-fast-burn',
  'slo-jobs-slow-burn',
  'slo-first-audio-fast-burn',
  'slo-first-audio-slow-burn',
];

/** Types of which each resource has an alert on a metric. */
const WATCHED_TYPES = [
  'ServiceBus/namespaces',
  'DocumentDB/databaseAccounts',
  'Storage/storageAccounts/blobServices',
  'KeyVault/vaults',
  'EventGrid/systemTopics',
  'App/containerApps',
];

/** What renews the keys of an account, for each type that has keys though nothing uses them. */
const KEY_OPERATIONS: Readonly<Record<string, string>> = {
  'ServiceBus/namespaces': 'Microsoft.ServiceBus/namespaces/authorizationRules/regenerateKeys/action',
  'DocumentDB/databaseAccounts': 'Microsoft.DocumentDB/databaseAccounts/regenerateKey/action',
  'Storage/storageAccounts': 'Microsoft.Storage/storageAccounts/regeneratekey/action',
  'CognitiveServices/accounts': 'Microsoft.CognitiveServices/accounts/regenerateKey/action',
  'ContainerRegistry/registries': 'Microsoft.ContainerRegistry/registries/regenerateCredential/action',
  'Cache/redisEnterprise': 'Microsoft.Cache/redisEnterprise/databases/regenerateKey/action',
};

/** The operations that an alert on the activity log watches. */
const operationsOf = (alert: Resource | undefined) =>
  listAt(alert, 'properties.condition.allOf').flatMap((part) =>
    listAt(part, 'anyOf').map((one) => textAt(one, 'equals')),
  );
const isAboutKeys = (alert: Resource) => sectionOf(alert) === 'keys-touched';

const alertsOf = (snapshot: JsonSnapshot) => ALERT_TYPES.flatMap((type) => snapshot.ofType(type));
/** The section of the runbook that an alert names. */
const sectionOf = (alert: Resource) =>
  /Runbook: docs\/runbook\.md, ([a-z0-9-]+)\.$/.exec(textAt(alert, 'properties.description'))?.[1] ?? '';
const scopesOf = (alert: Resource) => listAt(alert, 'properties.scopes').map(String);

function groupsOf(alert: Resource): string[] {
  const actions: Json[] = [...listAt(alert, 'properties.actions'), ...listAt(alert, 'properties.actions.actionGroups')];
  return actions.map((action) => (typeof action === 'string' ? action : textAt(action, 'actionGroupId')));
}

/** That somebody is told, and knows what to do. */
export const ALERT_POLICIES: readonly Policy[] = [
  policy({
    id: 'alerts/none-missing',
    reason:
      'These are the known ways in which the system stops without an error for a caller, such as a scaler that cannot count.',
    subjects: (snapshot) => {
      const ids = new Set(alertsOf(snapshot).map(sectionOf));
      return ALERTS.map((id) => ({ id, isThere: ids.has(id) }));
    },
    finding: ({ id, isThere }) => (isThere ? undefined : `there is no alert ${id}`),
    mutation: {
      what: 'leaves the alert about KEDA’s failures out',
      change: (snapshot) =>
        snapshot.remove(snapshot.first('Insights/scheduledQueryRules', (one) => sectionOf(one) === 'scaler-failed')),
    },
  }),
  policy({
    id: 'alerts/for-each-service',
    reason: 'Operators must learn of an outage before callers report it.',
    subjects: (snapshot) => {
      const watched = new Set(snapshot.ofType(METRIC).flatMap(scopesOf));
      return WATCHED_TYPES.flatMap((type) => snapshot.ofType(type)).map(({ id, name }) => ({
        name,
        isWatched: watched.has(id),
      }));
    },
    finding: ({ name, isWatched }) => (isWatched ? undefined : `${name} has no alert`),
    mutation: {
      what: 'watches the blob service of another account',
      change: (snapshot) => {
        for (const alert of snapshot.ofType(METRIC).filter((one) => /\/blobServices\//.test(scopesOf(one)[0] ?? '')))
          put(
            alert,
            'properties.scopes.0',
            scopesOf(alert)[0]?.replace(/storageAccounts\/\w+/, 'storageAccounts/other'),
          );
      },
    },
  }),
  policy({
    id: 'alerts/runbook',
    reason: 'The mail names the section that says what to do.',
    subjects: alertsOf,
    finding: (alert) =>
      SECTIONS.has(sectionOf(alert))
        ? undefined
        : `docs/runbook.md has no section "${sectionOf(alert)}" (${alert.name})`,
    mutation: {
      what: 'adds an alert without a section in the runbook',
      change: (snapshot) => {
        const copy = snapshot.addCopy(snapshot.first(METRIC), 'extra');
        put(copy, 'properties.description', 'Something else. Runbook: docs/runbook.md, something-else.');
      },
    },
  }),
  policy({
    id: 'alerts/tell-somebody',
    reason: 'An alert without an action group notifies nobody.',
    subjects: alertsOf,
    finding: (alert, snapshot) =>
      groupsOf(alert).some((id) => snapshot.has(id)) ? undefined : `${alert.name} tells nobody`,
    mutation: {
      what: 'takes the action group from an alert',
      change: (snapshot) => put(snapshot.first(METRIC), 'properties.actions', []),
    },
  }),
  policy({
    id: 'alerts/enabled',
    reason: 'An alert that is switched off for an incident must not stay so with the next deployment.',
    subjects: alertsOf,
    finding: (alert) => (at(alert, 'properties.enabled') === true ? undefined : `${alert.name} is switched off`),
    mutation: {
      what: 'switches an alert off',
      change: (snapshot) => put(snapshot.first(METRIC), 'properties.enabled', false),
    },
  }),
  policy({
    id: 'alerts/resolve-themselves',
    reason: 'An alert that stays fired after the fault is over hides the next fault.',
    subjects: (snapshot) => [...snapshot.ofType(METRIC), ...snapshot.ofType('Insights/scheduledQueryRules')],
    finding: (alert) =>
      at(alert, 'properties.autoMitigate') === true ? undefined : `${alert.name} does not resolve itself`,
    mutation: {
      what: 'leaves an alert fired until somebody closes it',
      change: (snapshot) => put(snapshot.first(METRIC), 'properties.autoMitigate', false),
    },
  }),
  policy({
    id: 'alerts/severity',
    reason: 'On-call rotations decide by severity whom to notify: 0 to 3 are faults, 4 is information.',
    subjects: (snapshot) => [...snapshot.ofType(METRIC), ...snapshot.ofType('Insights/scheduledQueryRules')],
    finding: (alert) => {
      const severity = at(alert, 'properties.severity');
      return typeof severity === 'number' && severity >= 0 && severity <= 3
        ? undefined
        : `${alert.name} has the severity ${JSON.stringify(severity)}`;
    },
    mutation: {
      what: 'gives an alert no severity',
      change: (snapshot) => put(snapshot.first(METRIC), 'properties.severity', undefined),
    },
  }),
  policy({
    id: 'alerts/names-differ',
    reason: 'Two alerts with one name overwrite each other.',
    subjects: (snapshot) => {
      const byId = Map.groupBy(alertsOf(snapshot), ({ id }) => id);
      return [...byId.values()].flatMap((alerts) => alerts.map(({ name }) => ({ name, count: alerts.length })));
    },
    finding: ({ name, count }) => (count === 1 ? undefined : `${name} is there twice`),
    mutation: {
      what: 'makes an alert twice',
      change: (snapshot) => {
        const alert = snapshot.first(METRIC);
        snapshot.addCopy(alert, alert.name);
      },
    },
  }),
  policy({
    id: 'alerts/somebody-is-there',
    reason: 'An action group without a receiver notifies nobody.',
    subjects: (snapshot) => snapshot.ofType('Insights/actionGroups'),
    finding: (group) =>
      at(group, 'properties.enabled') === true &&
      ['emailReceivers', 'armRoleReceivers'].some((kind) => listAt(group, `properties.${kind}`).length > 0)
        ? undefined
        : `${group.name} has no receiver`,
    mutation: {
      what: 'takes the receivers from the action group',
      change: (snapshot) => put(snapshot.first('Insights/actionGroups'), 'properties.emailReceivers', []),
    },
  }),
  policy({
    id: 'alerts/keys-of-each-account',
    reason:
      'Nothing here uses a key, so a renewed key is a sign that somebody means to use it. Listing keys is no sign, since the portal does it to show a page.',
    subjects: (snapshot) => {
      const watched = operationsOf(snapshot.ofType('Insights/activityLogAlerts').find(isAboutKeys));
      return Object.entries(KEY_OPERATIONS)
        .filter(([type]) => snapshot.ofType(type).length > 0)
        .map(([type, operation]) => ({ type, isWatched: watched.includes(operation) }));
    },
    finding: ({ type, isWatched }) => (isWatched ? undefined : `nobody is told when keys of ${type} are renewed`),
    mutation: {
      what: 'looks away when keys of Cosmos DB are renewed',
      change: (snapshot) => {
        const alert = snapshot.first('Insights/activityLogAlerts', isAboutKeys);
        const operations = listAt(alert, 'properties.condition.allOf.2.anyOf');
        put(
          alert,
          `properties.condition.allOf.2.anyOf.${operations.findIndex((one) => textAt(one, 'equals').includes('DocumentDB'))}`,
          undefined,
        );
      },
    },
  }),
  policy({
    id: 'alerts/no-replica-where-one-always-runs',
    sets: EVERY_SET.filter((set) => set !== 'main.idle'),
    reason:
      'Where the API scales to nothing (api.minReplicas 0), that no replica runs is no fault, and the alert would never end.',
    subjects: (snapshot) => snapshot.ofType('App/containerApps').filter(({ name }) => name === 'api'),
    finding: (app, snapshot) => {
      const isAlwaysOn = numberAt(app, 'properties.template.scale.minReplicas') > 0;
      const isThere = snapshot.ofType(METRIC).some((alert) => sectionOf(alert) === 'api-without-replicas');
      if (isAlwaysOn) return isThere ? undefined : 'nobody is told when no replica of the API runs';
      return isThere ? 'the alert api-without-replicas fires as long as nobody calls' : undefined;
    },
    mutation: {
      what: 'leaves the alert about an API without replicas out',
      change: (snapshot) =>
        snapshot.remove(snapshot.first(METRIC, (alert) => sectionOf(alert) === 'api-without-replicas')),
    },
  }),
];

import { APP, apps, CONTAINER, isApi, isWorker, setVariable, variableOf } from './app-parts.ts';
import { at, isSame, type Json, listAt, numberAt, put, textAt } from './json.ts';
import { differences, type Policy, policy, PUBLIC_SETS } from './policy.ts';
import type { Resource, JsonSnapshot } from './snapshot.ts';
import { isProducerQueue, QUEUE_NAMES, QUEUES, SINGLE_WORKER_APP, WORKER_APPS, type WorkerApp } from '#messaging';

const RULES = 'properties.template.scale.rules';
/** Cores for each environment before a quota is asked for: https://learn.microsoft.com/azure/container-apps/quotas. */
const MAX_CORES = 100;

const workers = (snapshot: JsonSnapshot) => apps(snapshot).filter(isWorker);
const firstWorker = (snapshot: JsonSnapshot) => snapshot.first(APP, isWorker);

/** The worker apps that the set should have: one for everything in the small set. */
const rowsFor = (snapshot: JsonSnapshot): readonly WorkerApp[] =>
  PUBLIC_SETS.includes(snapshot.set) ? [SINGLE_WORKER_APP] : WORKER_APPS;

/** Each worker app with its row of the code’s table. An app that the table lacks has a rule of its own. */
function workersWithRows(snapshot: JsonSnapshot): { app: Resource; row: WorkerApp }[] {
  return workers(snapshot).flatMap((app) => {
    const row = rowsFor(snapshot).find(({ name }) => name === app.name);
    return row === undefined ? [] : [{ app, row }];
  });
}

const queueRulesOf = (app: Resource) =>
  listAt(app, RULES)
    .filter((rule) => at(rule, 'custom.type') === 'azure-servicebus')
    .map((rule) => ({ app, rule }));
const queueRules = (snapshot: JsonSnapshot) => workers(snapshot).flatMap(queueRulesOf);

/** Queues of producers have rules of their own. */
const isInternal = (queue: string) => !isProducerQueue(queue);

function scaleAsInTable(
  id: string,
  reason: string,
  property: string,
  wants: (row: WorkerApp) => number,
  instead: number,
) {
  return policy({
    id,
    reason,
    subjects: workersWithRows,
    finding: ({ app, row }) =>
      at(app, `properties.template.scale.${property}`) === wants(row)
        ? undefined
        : `${app.name}: ${property} is ${JSON.stringify(at(app, `properties.template.scale.${property}`))}, not ${wants(row)}`,
    mutation: {
      what: `sets \`${property}\` of a worker to ${instead}`,
      change: (snapshot) => put(firstWorker(snapshot), `properties.template.scale.${property}`, instead),
    },
  });
}

function withoutRule(app: Resource, fits: (rule: Json) => boolean): void {
  put(app, `${RULES}.${listAt(app, RULES).findIndex(fits)}`, undefined);
}

/** How many replicas there are, and when there are more. */
export const SCALING_POLICIES: readonly Policy[] = [
  policy({
    id: 'api/a-replica-at-any-time',
    reason: 'The first request must not wait for a cold start, and the API publishes the recurring work.',
    sets: ['main'],
    subjects: (snapshot) => apps(snapshot).filter(isApi),
    finding: (app) =>
      numberAt(app, 'properties.template.scale.minReplicas') >= 1 ? undefined : 'the API scales to nothing',
    mutation: {
      what: 'lets the API scale to nothing, without the alert that no replica runs',
      change: (snapshot) => {
        put(snapshot.first(APP, isApi), 'properties.template.scale.minReplicas', 0);
        snapshot.remove(
          snapshot.first('Insights/metricAlerts', ({ name }) => name.startsWith('api-without-replicas-')),
        );
      },
    },
  }),
  policy({
    id: 'api/two-replicas-in-production',
    azr: 'Azure.ContainerApp.MinReplicas',
    reason: 'One replica is a single point of failure.',
    sets: ['main.private', 'main.byo'],
    subjects: (snapshot) => apps(snapshot).filter(isApi),
    finding: (app) =>
      numberAt(app, 'properties.template.scale.minReplicas') >= 2 ? undefined : 'the API may have one replica',
    mutation: {
      what: 'lets the API run with one replica in production',
      change: (snapshot) => put(snapshot.first(APP, isApi), 'properties.template.scale.minReplicas', 1),
    },
  }),
  policy({
    id: 'api/scale-rules',
    reason:
      'Open requests, processor use and memory use can each require more replicas. The rule that asks for most wins.',
    subjects: (snapshot) => apps(snapshot).filter(isApi),
    finding: (app) => {
      const rules = listAt(app, RULES);
      const kinds = rules.map((rule) => (at(rule, 'http') === undefined ? textAt(rule, 'custom.type') : 'http'));
      return differences(['http', 'cpu', 'memory'], kinds, 'scale rule');
    },
    mutation: {
      what: 'takes the rule for requests from the API',
      change: (snapshot) => withoutRule(snapshot.first(APP, isApi), (rule) => at(rule, 'http') !== undefined),
    },
  }),
  policy({
    id: 'api/several-revisions',
    reason: 'A new revision can be tested, and take a part of the requests, beside the old one.',
    subjects: (snapshot) => apps(snapshot).filter(isApi),
    finding: (app) =>
      at(app, 'properties.configuration.activeRevisionsMode') === 'Multiple' ? undefined : 'the API has one revision',
    mutation: {
      what: 'lets the API have one revision',
      change: (snapshot) => put(snapshot.first(APP, isApi), 'properties.configuration.activeRevisionsMode', 'Single'),
    },
  }),
  policy({
    id: 'workers/one-revision',
    reason:
      'Traffic weights apply to requests, not to messages: a worker of an old revision would keep receiving them.',
    subjects: workers,
    finding: (app) =>
      at(app, 'properties.configuration.activeRevisionsMode') === 'Single'
        ? undefined
        : `${app.name} has several revisions`,
    mutation: {
      what: 'lets a worker have several revisions',
      change: (snapshot) => put(firstWorker(snapshot), 'properties.configuration.activeRevisionsMode', 'Multiple'),
    },
  }),
  policy({
    id: 'workers/of-the-table',
    reason: 'Each queue is served by one app; an app that the table does not know serves queues twice.',
    subjects: (snapshot) => [workers(snapshot).map(({ name }) => name)],
    finding: (names, snapshot) =>
      differences(
        rowsFor(snapshot).map(({ name }) => name),
        names,
        'worker app',
      ),
    mutation: {
      what: 'gives a worker app another name',
      change: (snapshot) => put(firstWorker(snapshot), 'name', 'worker-other'),
    },
  }),
  policy({
    id: 'workers/queues-of-the-table',
    reason: 'A worker listens on the queues that wake it.',
    subjects: workersWithRows,
    finding: ({ app, row }) => {
      const served = variableOf(app, 'WORKER_QUEUES')?.split(',').filter(isInternal).join(',');
      return served === row.queues.join(',') ? undefined : `${app.name} serves ${served}`;
    },
    mutation: {
      what: 'lets a worker serve one queue less',
      change: (snapshot) => {
        const app = firstWorker(snapshot);
        setVariable(app, 'WORKER_QUEUES', (variableOf(app, 'WORKER_QUEUES') ?? '').split(',').slice(1).join(','));
      },
    },
  }),
  scaleAsInTable(
    'workers/nothing-at-idle',
    'A worker without work costs nothing.',
    'minReplicas',
    (row) => row.minReplicas,
    1,
  ),
  scaleAsInTable(
    'workers/replicas-of-the-table',
    'The most replicas follow from what Speech and Cosmos DB take.',
    'maxReplicas',
    (row) => row.maxReplicas,
    20,
  ),
  scaleAsInTable(
    'workers/cooldown-of-the-table',
    'With a longer cool-down the ticks keep a replica running; with a shorter one, each message of a burst starts a new replica.',
    'cooldownPeriod',
    (row) => row.cooldownSeconds,
    900,
  ),
  scaleAsInTable(
    'workers/polling-of-the-table',
    'The first message waits this long until KEDA counts it.',
    'pollingInterval',
    (row) => row.pollingSeconds,
    300,
  ),
  policy({
    id: 'workers/scale-rule-for-each-queue',
    reason: 'Messages of a queue without a rule start no replica.',
    subjects: workersWithRows,
    finding: ({ app, row }) =>
      differences(
        row.queues,
        queueRulesOf(app)
          .map(({ rule }) => textAt(rule, 'custom.metadata.queueName'))
          .filter(isInternal),
        `${app.name}: rule for`,
      ),
    mutation: {
      what: 'takes the rule for a queue from a worker',
      change: (snapshot) =>
        withoutRule(firstWorker(snapshot), (rule) => at(rule, 'custom.type') === 'azure-servicebus'),
    },
  }),
  policy({
    id: 'workers/messages-of-the-table',
    reason: 'KEDA must start a replica for as many messages as one process handles at a time.',
    subjects: queueRules,
    finding: ({ app, rule }) => {
      const queue = QUEUE_NAMES.find((name) => name === textAt(rule, 'custom.metadata.queueName'));
      const count = textAt(rule, 'custom.metadata.messageCount');
      return queue === undefined || count === String(QUEUES[queue].messagesPerReplica)
        ? undefined
        : `${app.name}: ${queue} has ${count} messages for each replica`;
    },
    mutation: {
      what: 'starts a replica for every 500 messages',
      change: (snapshot) => put(queueRules(snapshot)[0]?.rule, 'custom.metadata.messageCount', '500'),
    },
  }),
  policy({
    id: 'workers/any-message-wakes-them',
    reason: 'With a higher figure the last messages of a queue wait until more arrive.',
    subjects: queueRules,
    finding: ({ app, rule }) =>
      at(rule, 'custom.metadata.activationMessageCount') === '0'
        ? undefined
        : `${app.name} sleeps until there are ${textAt(rule, 'custom.metadata.activationMessageCount')} messages`,
    mutation: {
      what: 'wakes a worker at the sixth message',
      change: (snapshot) => put(queueRules(snapshot)[0]?.rule, 'custom.metadata.activationMessageCount', '5'),
    },
  }),
  policy({
    id: 'workers/scale-rules-with-identity',
    reason:
      'The namespace accepts no keys. A rule without an identity counts nothing and reports no error, and the worker never starts.',
    subjects: queueRules,
    finding: ({ app, rule }) =>
      textAt(rule, 'custom.identity').includes('/id-scaler-') && listAt(rule, 'custom.auth').length === 0
        ? undefined
        : `${app.name}: the rule ${textAt(rule, 'name')} has no identity`,
    mutation: {
      what: 'leaves the identity of a scale rule out',
      change: (snapshot) => put(queueRules(snapshot)[0]?.rule, 'custom.identity', undefined),
    },
  }),
  policy({
    id: 'workers/scale-rules-of-the-namespace',
    reason: 'KEDA counts in the namespace that the worker listens on.',
    subjects: queueRules,
    finding: ({ app, rule }, snapshot) =>
      at(rule, 'custom.metadata.namespace') === snapshot.first('ServiceBus/namespaces').name
        ? undefined
        : `${app.name} counts in ${textAt(rule, 'custom.metadata.namespace')}`,
    mutation: {
      what: 'counts messages in another namespace',
      change: (snapshot) => put(queueRules(snapshot)[0]?.rule, 'custom.metadata.namespace', 'sb-other'),
    },
  }),
  policy({
    id: 'workers/processor-and-memory-rules',
    reason: 'A replica at its limit needs help, however few messages wait.',
    subjects: workers,
    finding: (app) => {
      const types = listAt(app, RULES).map((rule) => at(rule, 'custom.type'));
      return types.includes('cpu') && types.includes('memory') ? undefined : `${app.name} lacks a rule`;
    },
    mutation: {
      what: 'takes the rule for memory from a worker',
      change: (snapshot) => withoutRule(firstWorker(snapshot), (rule) => at(rule, 'custom.type') === 'memory'),
    },
  }),
  policy({
    id: 'apps/sizes-that-exist',
    reason: 'The Consumption profile has 2 GiB for each processor, and 4 processors at most.',
    subjects: apps,
    finding: (app) => {
      const processors = numberAt(app, `${CONTAINER}.resources.cpu`);
      const memory = textAt(app, `${CONTAINER}.resources.memory`);
      return processors >= 0.25 && processors <= 4 && memory === `${processors * 2}Gi`
        ? undefined
        : `${app.name} has ${processors} and ${memory}`;
    },
    mutation: {
      what: 'gives a replica half the memory',
      change: (snapshot) => put(snapshot.first(APP), `${CONTAINER}.resources.memory`, '0.5Gi'),
    },
  }),
  policy({
    id: 'apps/within-the-quota-of-cores',
    reason: 'An environment has 100 cores before anybody asks for more: at the most replicas of all apps together.',
    subjects: (snapshot) => [apps(snapshot)],
    finding: (all) => {
      const cores = all.map(
        (app) => numberAt(app, `${CONTAINER}.resources.cpu`) * numberAt(app, 'properties.template.scale.maxReplicas'),
      );
      const sum = cores.reduce((total, one) => total + one, 0);
      return sum <= MAX_CORES ? undefined : `all replicas together have ${sum} cores`;
    },
    mutation: {
      what: 'lets the API grow to 300 replicas',
      change: (snapshot) => put(snapshot.first(APP, isApi), 'properties.template.scale.maxReplicas', 300),
    },
  }),
  policy({
    id: 'apps/revisions-bounded',
    reason: 'Old revisions are kept for a rollback, not without limit.',
    subjects: apps,
    finding: (app) => {
      const count = numberAt(app, 'properties.configuration.maxInactiveRevisions');
      return count >= 1 && count <= 20 ? undefined : `${app.name} keeps ${count} old revisions`;
    },
    mutation: {
      what: 'keeps a hundred old revisions',
      change: (snapshot) => put(snapshot.first(APP), 'properties.configuration.maxInactiveRevisions', 100),
    },
  }),
  policy({
    id: 'apps/on-the-consumption-profile',
    reason: 'Replicas are billed by the second; a dedicated profile is billed by the month.',
    subjects: (snapshot) => snapshot.ofType('App/managedEnvironments'),
    finding: (environment) =>
      isSame(at(environment, 'properties.workloadProfiles'), [
        { name: 'Consumption', workloadProfileType: 'Consumption' },
      ])
        ? undefined
        : `${environment.name} has the profiles ${JSON.stringify(at(environment, 'properties.workloadProfiles'))}`,
    mutation: {
      what: 'adds a dedicated workload profile',
      change: (snapshot) =>
        put(snapshot.first('App/managedEnvironments'), 'properties.workloadProfiles.1', {
          name: 'large',
          workloadProfileType: 'D4',
          minimumCount: 1,
          maximumCount: 3,
        }),
    },
  }),
];

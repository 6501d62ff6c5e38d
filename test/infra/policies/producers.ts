import { PARAMETER_SETS } from '../infra-check.ts';
import { APP, apps, CONTAINER, isApi, isWorker, setVariable, variableOf } from './app-parts.ts';
import { append, at, listAt, put, textAt } from './json.ts';
import { differences, type Policy, policy } from './policy.ts';
import { producersOf, purposeOf, ROLE_NAMES, scopeOf } from './rights.ts';
import { type Resource, shortName, type JsonSnapshot } from './snapshot.ts';
import { producersIn } from '#config';
import { isProducerQueue, PRODUCER_QUEUES } from '#messaging';

const QUEUE = 'ServiceBus/namespaces/queues';
const ASSIGNMENT = 'Authorization/roleAssignments';
const RULES = 'properties.template.scale.rules';
/** The sets with producers. */
const SETS = ['main.byo'] as const;
const OTHER_SETS = PARAMETER_SETS.filter((set) => !SETS.some((one) => one === set));

/** A right of a principal that the template does not make. */
interface ForeignRight {
  readonly principal: string;
  readonly right: Resource;
  readonly role: string;
  /** Name of the queue; undefined where it is on something else. */
  readonly queue: string | undefined;
}

function foreignRights(snapshot: JsonSnapshot): ForeignRight[] {
  return snapshot
    .ofType(ASSIGNMENT)
    .filter(({ properties = null }) => purposeOf(textAt(properties, 'principalId')) === '')
    .map((right) => ({
      right,
      principal: textAt(right, 'properties.principalId'),
      role: textAt(right, 'properties.roleDefinitionId').replace(/^.*\//, ''),
      queue: /\/Microsoft\.ServiceBus\/namespaces\/[^/]+\/queues\/([^/]+)$/.exec(scopeOf(right.id))?.[1],
    }));
}

const isSending = ({ role, queue }: ForeignRight) =>
  role === ROLE_NAMES.serviceBusDataSender.id && queue?.startsWith('requests-') === true;
const isReceiving = ({ role, queue }: ForeignRight) =>
  role === ROLE_NAMES.serviceBusDataReceiver.id && queue?.startsWith('replies-') === true;
const first = <T>(items: readonly T[], what: string): T => {
  const [item] = items;
  if (item === undefined) throw new Error(`there is no ${what}`);
  return item;
};

/** Rules of a queue in the worker apps that serve it. */
const rulesFor = (snapshot: JsonSnapshot, queue: string) =>
  apps(snapshot)
    .filter(isWorker)
    .flatMap((app) =>
      listAt(app, RULES).flatMap((rule, index) =>
        at(rule, 'custom.metadata.queueName') === queue ? [{ app, rule, index }] : [],
      ),
    );

/** Systems that order work by messages: what each may, and that it is served. See ADR 208. */
export const PRODUCER_POLICIES: readonly Policy[] = [
  policy({
    id: 'producers/none-unless-configured',
    reason: 'A queue that nobody is configured for is a door that nobody watches.',
    sets: OTHER_SETS,
    subjects: (snapshot) => snapshot.ofType('ServiceBus/namespaces'),
    finding: (_namespace, snapshot) => [
      ...snapshot.ofType(QUEUE).map(shortName).filter(isProducerQueue),
      ...apps(snapshot).flatMap((app) =>
        variableOf(app, 'PRODUCERS') === undefined ? [] : [`PRODUCERS of ${app.name}`],
      ),
    ],
    mutation: {
      what: 'makes the queue `requests-spare`',
      change: (snapshot) => {
        const spare = snapshot.addCopy(snapshot.first(QUEUE), 'requests-spare');
        spare.name = `${snapshot.first('ServiceBus/namespaces').name}/requests-spare`;
      },
    },
  }),
  policy({
    id: 'producers/queues-in-pairs',
    reason: 'Without its reply queue a producer never hears of its requests, and their replies are kept and dropped.',
    sets: SETS,
    subjects: (snapshot) => [snapshot.ofType(QUEUE).map(shortName).filter(isProducerQueue)],
    finding: (queues, snapshot) =>
      differences(
        producersOf(snapshot).flatMap((name) => [`requests-${name}`, `replies-${name}`]),
        queues,
        'queue',
      ),
    mutation: {
      what: 'leaves the reply queue of a producer out',
      change: (snapshot) => snapshot.remove(snapshot.first(QUEUE, (queue) => shortName(queue).startsWith('replies-'))),
    },
  }),
  policy({
    id: 'producers/known-to-the-worker',
    reason: 'A worker that cannot read PRODUCERS does not start, and then serves nobody.',
    sets: SETS,
    subjects: (snapshot) => apps(snapshot).filter(isWorker),
    finding: (app) => {
      const problems: string[] = [];
      const tenants = variableOf(app, 'ENTRA_ALLOWED_TENANTS') || variableOf(app, 'ENTRA_TENANT_ID') || '';
      const producers = producersIn(variableOf(app, 'PRODUCERS'), tenants.split(','), problems);
      if (problems.length === 0 && producers.length === 0) return `${app.name} knows no producers`;
      return problems.map((problem) => `${app.name}: ${problem}`);
    },
    mutation: {
      what: 'takes the roles from the producers of a worker',
      change: (snapshot) => {
        const app = snapshot.first(APP, isWorker);
        setVariable(
          app,
          'PRODUCERS',
          (variableOf(app, 'PRODUCERS') ?? '').replaceAll(/"roles":\[[^\]]*\]/g, '"roles":[]'),
        );
      },
    },
  }),
  policy({
    id: 'producers/send-and-receive',
    reason: 'One identity sends the requests and receives the replies: the right to send says who a producer is.',
    sets: SETS,
    subjects: producersOf,
    finding: (name, snapshot) => {
      const rights = foreignRights(snapshot);
      const sends = rights.filter((right) => isSending(right) && right.queue === `requests-${name}`);
      const receives = rights.filter((right) => isReceiving(right) && right.queue === `replies-${name}`);
      const isWhole = sends.some(({ principal }) => receives.some((other) => other.principal === principal));
      return isWhole ? undefined : `nobody both sends on requests-${name} and receives from replies-${name}`;
    },
    mutation: {
      what: 'takes the right to receive replies from a producer',
      change: (snapshot) =>
        snapshot.remove(first(foreignRights(snapshot).filter(isReceiving), 'right to receive').right),
    },
  }),
  policy({
    id: 'producers/two-rights-each',
    reason:
      'A sender on the queue of a producer acts on its behalf. No producer receives requests, sends replies, or uses an internal queue.',
    sets: SETS,
    subjects: (snapshot) => foreignRights(snapshot).filter(({ queue }) => queue !== undefined),
    finding: ({ principal, role, queue = '', right }, snapshot) => {
      if (!isSending({ principal, role, queue, right }) && !isReceiving({ principal, role, queue, right }))
        return `${principal} has the role ${role} on ${queue}`;
      const others = foreignRights(snapshot).filter((one) => one.queue === queue && one.right !== right);
      return others.length === 0 ? undefined : `${queue} has several principals`;
    },
    mutation: {
      what: 'lets a producer send on the queue of another',
      change: (snapshot) => {
        const sending = foreignRights(snapshot).filter(isSending);
        const { right } = first(sending, 'right to send');
        const other = sending.find(({ queue }) => queue !== sending[0]?.queue);
        const wider = snapshot.addCopy(right, '00000000-0000-0000-0000-000000000006');
        wider.id = wider.id.replace(scopeOf(wider.id), scopeOf(other?.right.id ?? ''));
      },
    },
  }),
  policy({
    id: 'producers/no-right-wider-than-a-queue',
    reason: 'A right on the namespace is one on every queue: those of other producers, and internal ones.',
    sets: SETS,
    subjects: foreignRights,
    finding: ({ principal, queue, right }) =>
      queue === undefined ? `${principal} has a right on ${scopeOf(right.id)}` : undefined,
    mutation: {
      what: 'lets a producer send on the whole namespace, beside its own queue',
      change: (snapshot) => {
        const { right } = first(foreignRights(snapshot).filter(isSending), 'right to send');
        const wider = snapshot.addCopy(right, '00000000-0000-0000-0000-000000000007');
        wider.id = wider.id.replace(/\/queues\/[^/]+(?=\/providers\/)/, '');
      },
    },
  }),
  policy({
    id: 'producers/scale-rule-each',
    reason: 'Requests on a queue without a rule start no replica, and wait until other work starts one.',
    sets: SETS,
    subjects: producersOf,
    finding: (name, snapshot) => {
      const counts = rulesFor(snapshot, `requests-${name}`).map(({ rule }) => at(rule, 'custom.metadata.messageCount'));
      const wanted = String(PRODUCER_QUEUES.requests.messagesPerReplica);
      return counts.length === 1 && counts[0] === wanted
        ? undefined
        : `requests-${name} has rules for ${JSON.stringify(counts)} messages, not one for ${wanted}`;
    },
    mutation: {
      what: 'takes the rule for a queue of requests from the worker',
      change: (snapshot) => {
        const { app, index } = first(rulesFor(snapshot, `requests-${producersOf(snapshot)[0]}`), 'rule');
        put(app, `${RULES}.${index}`, undefined);
      },
    },
  }),
  policy({
    id: 'producers/served-by-one-app',
    reason: 'The app that a request wakes is the one that receives it.',
    sets: SETS,
    subjects: producersOf,
    finding: (name, snapshot) => {
      const queue = `requests-${name}`;
      const serving = apps(snapshot)
        .filter((app) => variableOf(app, 'WORKER_QUEUES')?.split(',').includes(queue))
        .map((app) => app.name);
      const woken = rulesFor(snapshot, queue).map(({ app }) => app.name);
      return serving.length === 1 && woken.every((app) => app === serving[0])
        ? undefined
        : `${queue} is served by ${serving.join(', ') || 'nobody'}, and wakes ${woken.join(', ')}`;
    },
    mutation: {
      what: 'takes a queue of requests from `WORKER_QUEUES`',
      change: (snapshot) => {
        const queue = `requests-${producersOf(snapshot)[0]}`;
        const app = snapshot.first(APP, (one) => variableOf(one, 'WORKER_QUEUES')?.includes(queue) === true);
        const queues = (variableOf(app, 'WORKER_QUEUES') ?? '').split(',');
        setVariable(app, 'WORKER_QUEUES', queues.filter((one) => one !== queue).join(','));
      },
    },
  }),
  policy({
    id: 'producers/unknown-to-the-api',
    reason: 'The API accepts no messages. A variable that it does not read would start a revision at each change.',
    sets: SETS,
    subjects: (snapshot) => apps(snapshot).filter(isApi),
    finding: (app) => (variableOf(app, 'PRODUCERS') === undefined ? undefined : 'the API has PRODUCERS'),
    mutation: {
      what: 'gives the API `PRODUCERS`',
      change: (snapshot) => append(snapshot.first(APP, isApi), `${CONTAINER}.env`, { name: 'PRODUCERS', value: '[]' }),
    },
  }),
  policy({
    id: 'producers/replies-raise-no-alert',
    reason: 'A producer that fetches its replies once a day is no failure of the worker.',
    sets: SETS,
    subjects: (snapshot) =>
      snapshot.ofType('Insights/metricAlerts').filter(({ name }) => name.startsWith('messages-without-worker-')),
    finding: (alert, snapshot) => {
      const dimension = at(alert, 'properties.criteria.allOf.0.dimensions.0');
      const left = listAt(dimension, 'values').map(String);
      const wanted = producersOf(snapshot).map((name) => `replies-${name}`);
      return at(dimension, 'operator') === 'Exclude'
        ? differences(wanted, left, 'left out:')
        : `${alert.name} watches the queues of replies`;
    },
    mutation: {
      what: 'raises an alert about replies that nobody fetched for an hour',
      change: (snapshot) => {
        const alert = snapshot.first('Insights/metricAlerts', ({ name }) =>
          name.startsWith('messages-without-worker-'),
        );
        put(alert, 'properties.criteria.allOf.0.dimensions.0.values.0', 'replies-nobody');
      },
    },
  }),
];

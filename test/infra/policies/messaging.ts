import { at, isSame, type Json, listAt, put, textAt } from './json.ts';
import { differences, type Policy, policy, PRIVATE_SETS, PUBLIC_SETS, setting } from './policy.ts';
import { type Resource, shortName, type JsonSnapshot } from './snapshot.ts';
import {
  isProducerQueue,
  isRequestQueue,
  PRODUCER_QUEUES,
  QUEUE_NAMES,
  type QueueProperties,
  QUEUES,
} from '#messaging';

const NAMESPACE = 'ServiceBus/namespaces';
const QUEUE = 'ServiceBus/namespaces/queues';
const SUBSCRIPTION = 'EventGrid/systemTopics/eventSubscriptions';

/** Each queue of the snapshot with its row of the code's table. A queue that the table lacks has a rule of its own. */
function queuesWithRows(snapshot: JsonSnapshot): { queue: Resource; row: QueueProperties }[] {
  return snapshot.ofType(QUEUE).flatMap((queue) => {
    const row = rowOf(shortName(queue));
    return row === undefined ? [] : [{ queue, row }];
  });
}

function rowOf(queue: string): QueueProperties | undefined {
  if (isProducerQueue(queue)) return PRODUCER_QUEUES[isRequestQueue(queue) ? 'requests' : 'replies'];
  const name = QUEUE_NAMES.find((one) => one === queue);
  return name && QUEUES[name];
}

/** A rule that a property of each queue is what the table says. */
function asInTable(
  head: { id: string; reason: string },
  property: string,
  wants: (row: QueueProperties) => string | number | boolean,
  instead: string | number | boolean,
): Policy {
  return policy({
    ...head,
    subjects: queuesWithRows,
    finding: ({ queue, row }) =>
      at(queue, `properties.${property}`) === wants(row)
        ? undefined
        : `${queue.name}: ${property} is ${JSON.stringify(at(queue, `properties.${property}`))}, not ${wants(row)}`,
    mutation: {
      what: `sets \`${property}\` of a queue to \`${instead}\``,
      change: (snapshot) => put(snapshot.first(QUEUE), `properties.${property}`, instead),
    },
  });
}

/** Who Event Grid delivers as: an identity of the deployment, or in the private sets the topic. See ADR 119. */
const deliveryIdentityOf = (snapshot: JsonSnapshot) =>
  PUBLIC_SETS.includes(snapshot.set)
    ? { type: 'UserAssigned', idPart: '/id-events-' }
    : { type: 'SystemAssigned', idPart: '' };

function isDeliveryIdentity(identity: Json | undefined, snapshot: JsonSnapshot): boolean {
  const { type, idPart } = deliveryIdentityOf(snapshot);
  return at(identity, 'type') === type && textAt(identity, 'userAssignedIdentity').includes(idPart);
}

export const MESSAGING_POLICIES: readonly Policy[] = [
  setting({
    id: 'service-bus/premium-when-private',
    reason: 'Private endpoints are a feature of Premium.',
    sets: PRIVATE_SETS,
    type: NAMESPACE,
    path: 'sku.name',
    wants: 'Premium',
    instead: 'Standard',
  }),
  setting({
    id: 'service-bus/standard-when-public',
    reason: 'Basic has no duplicate detection; Premium costs 70 times as much and is for private endpoints.',
    sets: PUBLIC_SETS,
    type: NAMESPACE,
    path: 'sku.name',
    wants: 'Standard',
    instead: 'Basic',
  }),
  policy({
    id: 'queues/names-of-the-table',
    reason: 'A missing queue stops its work, and a queue that no worker serves fills up.',
    subjects: (snapshot) => snapshot.ofType(NAMESPACE),
    finding: (namespace, snapshot) =>
      differences(
        QUEUE_NAMES,
        snapshot
          .childrenOf(namespace, QUEUE)
          .map(shortName)
          .filter((name) => !isProducerQueue(name)),
        'queue',
      ),
    mutation: {
      what: 'leaves the queue `notifications` out',
      change: (snapshot) => snapshot.remove(snapshot.first(QUEUE, (one) => shortName(one) === 'notifications')),
    },
  }),
  asInTable(
    {
      id: 'queues/lock-duration-of-the-table',
      reason: 'A worker renews its lock in time for this duration; a lost worker’s message waits for it to end.',
    },
    'lockDuration',
    (row) => row.lockDuration,
    'PT5M',
  ),
  asInTable(
    {
      id: 'queues/time-to-live-of-the-table',
      reason: 'A weekend without workers must lose nothing.',
    },
    'defaultMessageTimeToLive',
    (row) => row.timeToLive,
    'PT1H',
  ),
  asInTable(
    {
      id: 'queues/duplicate-detection',
      reason:
        'Outboxes publish again what may have arrived: the broker drops the second one. It cannot be switched on later.',
    },
    'requiresDuplicateDetection',
    () => true,
    false,
  ),
  asInTable(
    {
      id: 'queues/duplicate-window-of-the-table',
      reason: 'The sweep of outboxes and the longest back-off must both fall within it.',
    },
    'duplicateDetectionHistoryTimeWindow',
    (row) => row.duplicateWindow,
    'PT1M',
  ),
  asInTable(
    {
      id: 'queues/deliveries-of-the-table',
      reason:
        'Fewer deliveries would dead-letter work when workers are replaced; more would retry what ends processes.',
    },
    'maxDeliveryCount',
    (row) => row.maxDeliveries,
    1,
  ),
  asInTable(
    {
      id: 'queues/expired-messages-kept',
      reason:
        'A message that no worker received in time becomes a dead letter and raises an alert, rather than being lost.',
    },
    'deadLetteringOnMessageExpiration',
    (row) => row.deadLettersExpired,
    false,
  ),
  asInTable(
    {
      id: 'queues/without-sessions',
      reason: 'The receivers accept no sessions, so they would receive nothing from such a queue.',
    },
    'requiresSession',
    () => false,
    true,
  ),
  asInTable(
    {
      id: 'queues/not-partitioned',
      reason: 'Premium does not support partitioned queues, and partitioning cannot be changed later.',
    },
    'enablePartitioning',
    () => false,
    true,
  ),
  policy({
    id: 'events/topic-identity',
    azr: 'AZR-000099 Azure.EventGrid.ManagedIdentity',
    reason: 'Event Grid delivers with an identity that has one right on one queue, not with a key.',
    sets: ['main', 'main.idle', 'main.private'],
    subjects: (snapshot) => snapshot.ofType('EventGrid/systemTopics'),
    finding: (topic, snapshot) =>
      at(topic, 'identity.type') === deliveryIdentityOf(snapshot).type
        ? undefined
        : `${topic.name} has an identity of the type ${textAt(topic, 'identity.type')}`,
    mutation: {
      what: 'takes the identity from the topic',
      change: (snapshot) => put(snapshot.first('EventGrid/systemTopics'), 'identity.type', 'None'),
    },
  }),
  policy({
    id: 'events/dead-letters-through-the-firewall',
    reason:
      'A storage account with a firewall takes what Event Grid writes from the topic’s own identity alone, and only as long as services that Azure trusts pass.',
    sets: PRIVATE_SETS,
    subjects: (snapshot) => snapshot.ofType('Storage/storageAccounts'),
    finding: (account) =>
      at(account, 'properties.networkAcls.bypass') === 'AzureServices'
        ? undefined
        : `${account.name} refuses services that Azure trusts`,
    mutation: {
      what: 'keeps trusted services out of the storage account',
      change: (snapshot) => put(snapshot.first('Storage/storageAccounts'), 'properties.networkAcls.bypass', 'None'),
    },
  }),
  policy({
    id: 'events/delivered-with-identity',
    reason:
      'The namespace has no keys, and no public endpoint in the private sets: without an identity no upload is ever announced.',
    subjects: (snapshot) => snapshot.ofType(SUBSCRIPTION),
    finding: (subscription, snapshot) => {
      const delivery = at(subscription, 'properties.deliveryWithResourceIdentity');
      return isDeliveryIdentity(at(delivery, 'identity'), snapshot) &&
        at(subscription, 'properties.destination') === undefined
        ? undefined
        : `${subscription.name} is delivered without the events identity`;
    },
    mutation: {
      what: 'delivers events without an identity',
      change: (snapshot) => {
        const subscription = snapshot.first(SUBSCRIPTION);
        put(subscription, 'properties.deliveryWithResourceIdentity.identity', { type: 'None' });
      },
    },
  }),
  policy({
    id: 'events/to-the-queue-of-uploads',
    reason: 'The handler of uploads listens there.',
    subjects: (snapshot) => snapshot.ofType(SUBSCRIPTION),
    finding: (subscription, snapshot) => {
      const destination = at(subscription, 'properties.deliveryWithResourceIdentity.destination');
      const queue = textAt(destination, 'properties.resourceId');
      return at(destination, 'endpointType') === 'ServiceBusQueue' &&
        queue.endsWith('/queues/audio-uploads') &&
        snapshot.has(queue)
        ? undefined
        : `${subscription.name} goes to ${queue}`;
    },
    mutation: {
      what: 'delivers events to the queue `maintenance`',
      change: (snapshot) => {
        const path = 'properties.deliveryWithResourceIdentity.destination.properties.resourceId';
        const subscription = snapshot.first(SUBSCRIPTION);
        put(subscription, path, textAt(subscription, path).replace('audio-uploads', 'maintenance'));
      },
    },
  }),
  policy({
    id: 'events/of-uploads-alone',
    reason: 'Events of other containers would each cost a message and start a worker for nothing.',
    subjects: (snapshot) => snapshot.ofType(SUBSCRIPTION),
    finding: (subscription) =>
      isSame(listAt(subscription, 'properties.filter.includedEventTypes'), ['Microsoft.Storage.BlobCreated']) &&
      at(subscription, 'properties.filter.subjectBeginsWith') === '/blobServices/default/containers/uploads/'
        ? undefined
        : `${subscription.name} has the filter ${JSON.stringify(at(subscription, 'properties.filter'))}`,
    mutation: {
      what: 'sends the events of every container',
      change: (snapshot) =>
        put(snapshot.first(SUBSCRIPTION), 'properties.filter.subjectBeginsWith', '/blobServices/default/containers/'),
    },
  }),
  setting({
    id: 'events/as-cloud-events',
    reason: 'The handler reads CloudEvents 1.0.',
    type: SUBSCRIPTION,
    path: 'properties.eventDeliverySchema',
    wants: 'CloudEventSchemaV1_0',
    instead: 'EventGridSchema',
  }),
  policy({
    id: 'events/retried-for-a-day',
    reason: 'An outage of Service Bus, or a role assignment that is still propagating, must not lose uploads.',
    subjects: (snapshot) => snapshot.ofType(SUBSCRIPTION),
    finding: (subscription) =>
      isSame(at(subscription, 'properties.retryPolicy'), { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 })
        ? undefined
        : `${subscription.name} has the retry policy ${JSON.stringify(at(subscription, 'properties.retryPolicy'))}`,
    mutation: {
      what: 'drops events after one attempt',
      change: (snapshot) => put(snapshot.first(SUBSCRIPTION), 'properties.retryPolicy.maxDeliveryAttempts', 1),
    },
  }),
  policy({
    id: 'events/dead-letters-kept',
    reason: 'Events that could not be delivered are kept in an existing container, and raise an alert.',
    subjects: (snapshot) => snapshot.ofType(SUBSCRIPTION),
    finding: (subscription, snapshot) => {
      const letters = at(subscription, 'properties.deadLetterWithResourceIdentity');
      const account = textAt(letters, 'deadLetterDestination.properties.resourceId');
      const container = textAt(letters, 'deadLetterDestination.properties.blobContainerName');
      return isDeliveryIdentity(at(letters, 'identity'), snapshot) &&
        snapshot.has(`${account}/blobServices/default/containers/${container}`)
        ? undefined
        : `${subscription.name} keeps dead letters in ${container}`;
    },
    mutation: {
      what: 'keeps no dead letters of events',
      change: (snapshot) => put(snapshot.first(SUBSCRIPTION), 'properties.deadLetterWithResourceIdentity', undefined),
    },
  }),
];

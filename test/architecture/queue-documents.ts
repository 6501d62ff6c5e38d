import {
  PRODUCER_QUEUES,
  QUEUE_NAMES,
  type QueueName,
  type QueueProperties,
  QUEUES,
  SINGLE_WORKER_APP,
  WORKER_APPS,
} from '#messaging';
import {
  EMULATOR_LIMITS,
  type EmulatorConfigInput,
  type EntityLimits,
} from '../../apps/sandbox/src/service-bus/config.ts';

/** The queues in the format of the official emulator's `Config.json`, with the properties that they have in Azure. */
export function azureQueues(): EmulatorConfigInput {
  return configOf((queue: QueueName) => QUEUES[queue], QUEUE_NAMES);
}

/** The pair of queues of each producer, with NAME in place of its name: for the sandbox. */
export function producerQueues(): EmulatorConfigInput {
  return configOf(
    (queue) => PRODUCER_QUEUES[queue],
    ['requests', 'replies'],
    (queue) => `${queue}-NAME`,
  );
}

/** The same for the official emulator itself, whose caps are lower than what Azure allows. */
export function emulatorQueues(): EmulatorConfigInput {
  return configOf((queue: QueueName) => capped(QUEUES[queue], EMULATOR_LIMITS), QUEUE_NAMES);
}

function configOf<Q extends string>(
  propertiesOf: (queue: Q) => QueueProperties,
  names: readonly Q[],
  nameOf: (queue: Q) => string = (queue) => queue,
): EmulatorConfigInput {
  const queues = names.map((queue) => {
    const { lockDuration, timeToLive, duplicateWindow, maxDeliveries, deadLettersExpired } = propertiesOf(queue);
    return {
      Name: nameOf(queue),
      Properties: {
        DeadLetteringOnMessageExpiration: deadLettersExpired,
        DefaultMessageTimeToLive: timeToLive,
        DuplicateDetectionHistoryTimeWindow: duplicateWindow,
        ForwardDeadLetteredMessagesTo: '',
        ForwardTo: '',
        LockDuration: lockDuration,
        MaxDeliveryCount: maxDeliveries,
        RequiresDuplicateDetection: true,
        RequiresSession: false,
      },
    };
  });
  return {
    UserConfig: {
      Namespaces: [{ Name: 'sbemulatorns', Queues: queues, Topics: [] }],
      Logging: { Type: 'Console' },
    },
  };
}

/** The properties of a queue as Azure's resource manager names them (`SBQueueProperties`). */
export function resourceProperties(queue: QueueProperties): Readonly<Record<string, string | number | boolean>> {
  return {
    lockDuration: queue.lockDuration,
    defaultMessageTimeToLive: queue.timeToLive,
    requiresDuplicateDetection: true,
    duplicateDetectionHistoryTimeWindow: queue.duplicateWindow,
    maxDeliveryCount: queue.maxDeliveries,
    deadLetteringOnMessageExpiration: queue.deadLettersExpired,
    requiresSession: false,
  };
}

function capped(properties: QueueProperties, limits: EntityLimits): QueueProperties {
  return {
    ...properties,
    lockDuration: shorter(properties.lockDuration, limits.lockDuration[1]),
    timeToLive: shorter(properties.timeToLive, limits.timeToLive[1]),
    duplicateWindow: shorter(properties.duplicateWindow, limits.duplicateWindow[1]),
    maxDeliveries: Math.min(properties.maxDeliveries, limits.maxDeliveryCount),
  };
}

function shorter(duration: string, cap: string): string {
  return durationMs(duration) > durationMs(cap) ? cap : duration;
}

/** Of an ISO 8601 duration of days, hours, minutes and seconds. @throws TypeError for any other text */
export function durationMs(duration: string): number {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  if (!match) throw new TypeError(`${duration} is not a duration`);
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/** docs/queues.md, before it is formatted. */
export function queuesPage(): string {
  const rowOf = (name: string, queue: QueueProperties): string =>
    `| \`${name}\` | ${queue.lockDuration} | ${queue.timeToLive} | ${queue.duplicateWindow} | ${queue.maxDeliveries} | ${
      queue.deadLettersExpired ? 'yes' : 'no'
    } | ${queue.concurrency || '-'} | ${queue.maxRunMs === 0 ? '-' : `${queue.maxRunMs / 60_000} min`} | ${queue.messagesPerReplica || '-'} |`;
  const queueRows = QUEUE_NAMES.map((name) => rowOf(name, QUEUES[name]));
  const producerRows = [
    rowOf('requests-{name}', PRODUCER_QUEUES.requests),
    rowOf('replies-{name}', PRODUCER_QUEUES.replies),
  ];
  const appRows = [SINGLE_WORKER_APP, ...WORKER_APPS].map(
    ({ name, queues, servesProducers, minReplicas, maxReplicas, cooldownSeconds, pollingSeconds }) => {
      const served = [...queues, ...(servesProducers ? ['requests-{name}'] : [])];
      return `| \`${name}\` | ${queues.length === QUEUE_NAMES.length ? 'all' : served.map((queue) => `\`${queue}\``).join(', ')} | ${minReplicas} | ${maxReplicas} | ${cooldownSeconds} | ${pollingSeconds} |`;
    },
  );
  const { timeToLive, duplicateWindow, lockDuration, maxDeliveryCount } = EMULATOR_LIMITS;
  return `# Queues and worker apps

Made from \`libs/messaging/src/queue-table.ts\`, \`producers/producer-queues.ts\` and \`worker-apps.ts\` by \`npm run generate\`; do not edit it here. What the messages mean is in
[asyncapi.json](asyncapi.json).

## Queues of the Service Bus namespace

All detect duplicates by message id; none has sessions. Durations are ISO 8601.

| Queue | Lock | Time to live | Duplicate window | Deliveries | Expired are dead-lettered | At once in a process | Longest run | Messages per replica (KEDA) |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${queueRows.join('\n')}

Each producer of \`PRODUCERS\` has two queues more ([producers.md](producers.md)). The template makes them for its parameter \`producers\`:

| Queue | Lock | Time to live | Duplicate window | Deliveries | Expired are dead-lettered | At once in a process | Longest run | Messages per replica (KEDA) |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${producerRows.join('\n')}

The sandbox starts with these properties (\`apps/sandbox/queues.json\`). \`docker/emulators/Config.json\` is for the official Service Bus
emulator, which caps them: time to live ${timeToLive[1]}, duplicate window ${duplicateWindow[1]}, lock ${lockDuration[1]}, ${maxDeliveryCount} deliveries. Its
values are not for Azure: with a time to live of an hour, an hour without workers dead-letters everything.

## Worker apps

Each is a container app that runs the worker with its queues as \`WORKER_QUEUES\`, and a KEDA rule for each of them. The template (\`infra\`) makes the first
one alone (\`worker.layout\` \`one\`), or all others (\`split\`). One process that serves all queues, without \`WORKER_QUEUES\`, works as well.

| App | Queues | Fewest replicas | Most replicas | Cool-down, s | Polling, s |
| --- | --- | --- | --- | --- | --- |
${appRows.join('\n')}
`;
}

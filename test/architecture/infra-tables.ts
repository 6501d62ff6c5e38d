import { PRODUCER_REQUEST_TYPES, RECOVERABLE_DAYS, ruleOfRequest } from '#domain';
import { PRODUCER_QUEUES, QUEUE_NAMES, QUEUES, SINGLE_WORKER_APP, WORKER_APPS } from '#messaging';
import { BLOB_CONTAINER_TABLE, COSMOS_CONTAINERS, STORAGE_LIFECYCLE, UPLOAD_CORS } from '#storage';
import { resourceProperties } from './queue-documents.ts';

/** `infra/generated/queues.json`: each queue with the properties that Azure's resource manager takes, and KEDA's figure for it. */
export function queuesTable(): object {
  return {
    queues: QUEUE_NAMES.map((name) => ({
      name,
      messagesPerReplica: QUEUES[name].messagesPerReplica,
      properties: resourceProperties(QUEUES[name]),
    })),
  };
}

/** `infra/generated/producers.json`: the pair of queues of each producer, and which roles each of its requests needs, one of them. */
export function producersTable(): object {
  const { requests, replies } = PRODUCER_QUEUES;
  return {
    requests: { messagesPerReplica: requests.messagesPerReplica, properties: resourceProperties(requests) },
    replies: { properties: resourceProperties(replies) },
    roles: Object.fromEntries(
      PRODUCER_REQUEST_TYPES.map((type) => [type, [...ruleOfRequest(type).roles, 'Voice.Admin']]),
    ),
  };
}

/** `infra/generated/worker-apps.json`: one app for all queues, and the apps of the table. */
export function workerAppsTable(): object {
  return { one: [SINGLE_WORKER_APP], split: WORKER_APPS };
}

/** `infra/generated/cosmos-containers.json`, in the form of Azure's resource manager. */
export function cosmosTable(): object {
  return {
    containers: Object.values(COSMOS_CONTAINERS).map(({ id, partitionKey, indexingPolicy, ...more }) => ({
      id,
      partitionKey: { paths: [partitionKey], kind: 'Hash', version: 2 },
      ...more,
      indexingPolicy,
    })),
  };
}

/** `infra/generated/blob-containers.json`. */
export function blobTable(): object {
  return { containers: BLOB_CONTAINER_TABLE, uploadCors: UPLOAD_CORS, lifecycle: STORAGE_LIFECYCLE };
}

/** `infra/generated/retention.json`: days that versions and deleted blobs stay recoverable. */
export function retentionTable(): object {
  return { recoverableDays: RECOVERABLE_DAYS };
}

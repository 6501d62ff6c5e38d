import { RECOVERABLE_DAYS } from '#domain';
import { QUEUE_NAMES, type QueueProperties, QUEUES, SINGLE_WORKER_APP, WORKER_APPS } from '#messaging';
import { BLOB_CONTAINER_TABLE, COSMOS_CONTAINERS, UPLOAD_CORS } from '#storage';

/** `infra/generated/queues.json`: each queue with the properties that Azure's resource manager takes, and KEDA's figure for it. */
export function queuesTable(): object {
  return {
    queues: QUEUE_NAMES.map((name) => {
      const queue: QueueProperties = QUEUES[name];
      return {
        name,
        messagesPerReplica: queue.messagesPerReplica,
        properties: {
          lockDuration: queue.lockDuration,
          defaultMessageTimeToLive: queue.timeToLive,
          requiresDuplicateDetection: true,
          duplicateDetectionHistoryTimeWindow: queue.duplicateWindow,
          maxDeliveryCount: queue.maxDeliveries,
          deadLetteringOnMessageExpiration: queue.deadLettersExpired,
          requiresSession: false,
        },
      };
    }),
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
  return { containers: BLOB_CONTAINER_TABLE, uploadCors: UPLOAD_CORS };
}

/** `infra/generated/retention.json`: days that versions and deleted blobs stay recoverable. */
export function retentionTable(): object {
  return { recoverableDays: RECOVERABLE_DAYS };
}

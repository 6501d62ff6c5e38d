import type { Config } from '#config';
import { type AnyQueue, QUEUE_NAMES, replyQueueOf, requestQueueOf } from '#messaging';
import { BLOB_CONTAINER_TABLE, type BlobContainerName, type CosmosContainerName } from '#storage';

export type Deployable = 'api' | 'worker';

/** What is tried to see whether a right is there. */
export type Trial =
  | { readonly kind: 'queue'; readonly queue: AnyQueue; readonly way: 'send' | 'receive' }
  | { readonly kind: 'container'; readonly container: typeof SAMPLES_CONTAINER }
  | {
      readonly kind: 'container';
      readonly container: BlobContainerName;
      /** Whether it tags blobs before it deletes them (ADR 215). */
      readonly writesTags: boolean;
    }
  | {
      readonly kind:
        | 'delegation-key'
        | 'make-container'
        | 'list-containers'
        | 'metadata'
        | 'speech'
        | 'translator'
        | 'openai';
    }
  | { readonly kind: 'hold'; readonly container: BlobContainerName }
  | { readonly kind: 'items'; readonly container: CosmosContainerName };

/** A right that the template gives a deployable, and how to see that it has it. */
export interface ExpectedRight {
  /** Name of the role in infra/roles.json. */
  readonly role: string;
  /** Resource that it is assigned at: `queue maintenance`, `container uploads`, `storage account`. */
  readonly scope: string;
  readonly trial: Trial;
  /** Whether this configuration needs it; absent: all do. */
  readonly isNeeded?: (config: Config) => boolean;
}

/** As the containers of samples are called; there is none of this name. */
export const SAMPLES_CONTAINER = 'samples-vce-doctor';

const SENDER = 'Azure Service Bus Data Sender';
const RECEIVER = 'Azure Service Bus Data Receiver';
const EDITOR = 'Voice blob editor';
const STORAGE = 'storage account';
const byUrl = ({ speech }: Config) => speech.audioTransfer === 'url';
const byUpload = (config: Config) => !byUrl(config);

const queues: readonly ExpectedRight[] = QUEUE_NAMES.flatMap((queue) => [sending(queue), receiving(queue)]);

const cosmos: readonly ExpectedRight[] = [
  { role: 'Voice metadata reader', scope: 'Cosmos DB account', trial: { kind: 'metadata' } },
  items('documents', 'Voice item editor'),
  items('audit', 'Voice item appender'),
  items('idempotency', 'Voice item editor'),
  items('usage', 'Voice item editor'),
];

/** An erasure, which the worker does, changes records. */
const records = { api: items('provenance', 'Voice item appender'), worker: items('provenance', 'Voice item editor') };

const texts: readonly ExpectedRight[] = [
  {
    role: 'Cognitive Services User',
    scope: 'Translator',
    trial: { kind: 'translator' },
    isNeeded: ({ translator }) => translator !== undefined,
  },
  {
    role: 'Cognitive Services OpenAI User',
    scope: 'Azure OpenAI',
    trial: { kind: 'openai' },
    isNeeded: ({ preparation }) => preparation !== undefined,
  },
];

/**
 * What each deployable may do by infra/roles.json, with which a test compares it. Key Vault is left out: the platform reads the secrets before a
 * container starts.
 */
export const EXPECTED_RIGHTS: Readonly<Record<Deployable, readonly ExpectedRight[]>> = {
  api: [
    ...queues,
    ...cosmos,
    records.api,
    blobs('uploads', 'Voice blob writer'),
    blobs('results', EDITOR),
    {
      role: 'Storage Blob Delegator',
      scope: STORAGE,
      trial: { kind: 'delegation-key' },
      isNeeded: ({ uploads }) => uploads.direct,
    },
    { role: 'Cognitive Services Speech User', scope: 'Speech resource', trial: { kind: 'speech' } },
    ...texts,
  ],
  worker: [
    ...queues,
    ...cosmos,
    records.worker,
    blobs('uploads', EDITOR),
    blobs('audio', EDITOR),
    blobs('consents', EDITOR),
    blobs('results', EDITOR),
    blobs('archive', EDITOR),
    ...BLOB_CONTAINER_TABLE.filter((each) => each.holds).map(({ name }) => holds(name)),
    blobs('audit-anchors', 'Voice blob appender'),
    blobs('erasure-register', 'Voice blob appender'),
    { role: 'Storage Blob Delegator', scope: STORAGE, trial: { kind: 'delegation-key' }, isNeeded: byUrl },
    { role: 'Voice container manager', scope: STORAGE, trial: { kind: 'make-container' }, isNeeded: byUrl },
    { role: 'Voice container lister', scope: STORAGE, trial: { kind: 'list-containers' }, isNeeded: byUpload },
    {
      role: EDITOR,
      scope: `${STORAGE}, containers samples-vce-…`,
      trial: { kind: 'container', container: SAMPLES_CONTAINER },
      isNeeded: byUrl,
    },
    { role: 'Cognitive Services Speech Contributor', scope: 'Speech resource', trial: { kind: 'speech' } },
    ...texts,
  ],
};

/** What a deployable may do on the queues of the producers of its configuration. See ADR 208. */
export function rightsOnProducerQueues(
  deployable: Deployable,
  { producers }: Pick<Config, 'producers'>,
): readonly ExpectedRight[] {
  return producers.flatMap((producer) => {
    const [requests, replies] = [requestQueueOf(producer), replyQueueOf(producer)];
    const answers = sending(replies);
    return deployable === 'api' ? [answers] : [receiving(requests), sending(requests), answers];
  });
}

function sending(queue: AnyQueue): ExpectedRight {
  return { role: SENDER, scope: `queue ${queue}`, trial: { kind: 'queue', queue, way: 'send' } };
}

function receiving(queue: AnyQueue): ExpectedRight {
  return { role: RECEIVER, scope: `queue ${queue}`, trial: { kind: 'queue', queue, way: 'receive' } };
}

function blobs(container: BlobContainerName, role: string): ExpectedRight {
  const trial = { kind: 'container', container, writesTags: role === EDITOR } as const;
  return { role, scope: `container ${container}`, trial };
}

function holds(container: BlobContainerName): ExpectedRight {
  return {
    role: 'Voice blob holder',
    scope: `container ${container}`,
    trial: { kind: 'hold', container },
    isNeeded: ({ retention }) => retention.legalHolds,
  };
}

function items(container: CosmosContainerName, role: string): ExpectedRight {
  return { role, scope: `container ${container}`, trial: { kind: 'items', container } };
}

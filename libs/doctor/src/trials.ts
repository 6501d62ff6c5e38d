import type { TokenCredential } from '@azure/core-auth';
import type { Config } from '#config';
import {
  type AnyQueue,
  PropertiesNotShown,
  QUEUE_NAMES,
  QueueAccess,
  queueTroubleOf,
  replyQueueOf,
  requestQueueOf,
} from '#messaging';
import type { AccessTrouble } from '#observability';
import { SpeechAccess, speechTroubleOf } from '#speech';
import {
  BlobAccess,
  blobTroubleOf,
  COSMOS_CONTAINERS,
  CosmosAccess,
  type CosmosContainerName,
  cosmosTroubleOf,
} from '#storage';
import { type ExpectedRight, SAMPLES_CONTAINER, type Trial } from './expected-rights.ts';
import type { Area, Finding } from './finding.ts';

const AREA_OF: Readonly<Record<Trial['kind'], Area>> = {
  queue: 'service-bus',
  metadata: 'cosmos',
  items: 'cosmos',
  container: 'blob-storage',
  hold: 'blob-storage',
  'delegation-key': 'blob-storage',
  'make-container': 'blob-storage',
  'list-containers': 'blob-storage',
  speech: 'speech',
  translator: 'translator',
  openai: 'openai',
};

const VARIABLE_OF: Readonly<Record<Area, string>> = {
  configuration: '',
  entra: 'ENTRA_AUTHORITY',
  'service-bus': 'SERVICE_BUS_NAMESPACE',
  cosmos: 'COSMOS_ENDPOINT',
  'blob-storage': 'BLOB_ENDPOINT',
  speech: 'SPEECH_ENDPOINT',
  translator: 'TRANSLATOR_ENDPOINT',
  openai: 'OPENAI_ENDPOINT',
  redis: 'REDIS_URL',
};

/** What is missing where a service says that it has no such thing. */
const ABSENT: Readonly<Record<Trial['kind'], string>> = {
  queue: 'SERVICE_BUS_NAMESPACE does not have this queue: deploy the template, which creates them (docs/queues.md).',
  metadata: 'COSMOS_ENDPOINT is not a Cosmos DB account.',
  items:
    'COSMOS_DATABASE does not have this container: correct COSMOS_DATABASE, or deploy the template, which creates them.',
  container: 'BLOB_ENDPOINT does not have this container: deploy the template, which creates them.',
  hold: 'BLOB_ENDPOINT does not have this container: deploy the template, which creates them.',
  'delegation-key': 'BLOB_ENDPOINT is not a storage account.',
  'make-container': 'BLOB_ENDPOINT has no container uploads: deploy the template, which creates it.',
  'list-containers': 'BLOB_ENDPOINT is not a storage account.',
  speech: 'SPEECH_ENDPOINT is not a Speech resource with custom voice: personal voice must be available in the region.',
  translator: 'TRANSLATOR_ENDPOINT is not a Translator: correct it, or unset it if you do not translate.',
  openai: 'OPENAI_ENDPOINT has no deployment of this name: correct OPENAI_DEPLOYMENT, or create the deployment.',
};

/** The reads that show whether a deployable has its rights. Nothing is written, sent or billed. */
export class Trials {
  readonly #queueNames: readonly AnyQueue[];
  readonly #queues: QueueAccess;
  readonly #blobs: BlobAccess;
  readonly #cosmos: CosmosAccess;
  readonly #speech: SpeechAccess;

  constructor(config: Config, credential: TokenCredential) {
    const pairs = config.producers.flatMap((producer) => [requestQueueOf(producer), replyQueueOf(producer)]);
    this.#queueNames = [...QUEUE_NAMES, ...pairs];
    this.#queues = new QueueAccess(config.serviceBus, credential);
    this.#blobs = new BlobAccess(config.blob, credential);
    this.#cosmos = new CosmosAccess(config.cosmos, credential);
    this.#speech = new SpeechAccess(config, credential);
  }

  static areaOf({ trial }: ExpectedRight): Area {
    return AREA_OF[trial.kind];
  }

  /** Whether a right is there. */
  async right(expected: ExpectedRight, identity: string, signal: AbortSignal): Promise<Finding> {
    const { role, scope, trial } = expected;
    const area = Trials.areaOf(expected);
    const base = { area, subject: subjectOf(expected), variable: VARIABLE_OF[area] };
    try {
      await this.attempt(trial, signal);
      return { ...base, status: 'ok', detail: `as ${role} may` };
    } catch (error) {
      const trouble = this.troubleOf(area, error);
      const detail = explained(trouble, { role, scope, identity, trial, variable: base.variable });
      return { ...base, status: 'failed', detail, trouble: trouble.kind, ...(trouble.kind === 'role' ? { role } : {}) };
    }
  }

  /** The connection on which speech comes, at another address than the rest of Speech. */
  async synthesis(role: string, identity: string): Promise<Finding> {
    const base = { area: 'speech', subject: 'synthesis', variable: 'SPEECH_WEBSOCKET_URL' } as const;
    try {
      await this.#speech.synthesis();
      return { ...base, status: 'ok', detail: 'a connection opens' };
    } catch (error) {
      const trouble = speechTroubleOf(error);
      const trial = { kind: 'speech' } as const;
      const detail = explained(trouble, { role, scope: 'Speech resource', identity, trial, variable: base.variable });
      return { ...base, status: 'failed', detail, trouble: trouble.kind, ...(trouble.kind === 'role' ? { role } : {}) };
    }
  }

  /** Queues, and account and containers of Cosmos DB, against the tables of the code. */
  async properties(area: 'service-bus' | 'cosmos', signal: AbortSignal): Promise<readonly Finding[]> {
    return area === 'cosmos' ? this.cosmosProperties() : this.queueProperties(signal);
  }

  async close(): Promise<void> {
    this.#cosmos.close();
    await this.#queues.close();
  }

  private async attempt(trial: Trial, signal: AbortSignal): Promise<void> {
    switch (trial.kind) {
      case 'queue':
        return trial.way === 'send' ? this.#queues.send(trial.queue) : this.#queues.receive(trial.queue);
      case 'container':
        await this.#blobs.read(trial.container, signal, trial.container === SAMPLES_CONTAINER);
        if ('writesTags' in trial && trial.writesTags) await this.#blobs.clearTags(trial.container, signal);
        return;
      case 'hold':
        return this.#blobs.clearHold(trial.container, signal);
      case 'delegation-key':
        return this.#blobs.delegationKey(signal);
      case 'make-container':
        return this.#blobs.makeContainer(signal);
      case 'list-containers':
        return this.#blobs.listContainers(signal);
      case 'metadata':
        return this.#cosmos.metadata();
      case 'items':
        return this.#cosmos.readItem(trial.container);
      case 'speech':
        return this.#speech.customVoice(signal);
      case 'translator':
        return this.#speech.translator(signal);
      case 'openai':
        return this.#speech.openAi(signal);
    }
  }

  private troubleOf(area: Area, error: unknown): AccessTrouble {
    if (area === 'service-bus') return queueTroubleOf(error);
    if (area === 'cosmos') return cosmosTroubleOf(error);
    return area === 'blob-storage' ? blobTroubleOf(error) : speechTroubleOf(error);
  }

  private async queueProperties(signal: AbortSignal): Promise<readonly Finding[]> {
    const base = { area: 'service-bus', variable: 'SERVICE_BUS_NAMESPACE' } as const;
    const findings: Finding[] = [];
    for (const queue of this.#queueNames) {
      const subject = `queue ${queue}, properties`;
      try {
        findings.push(...compared({ ...base, subject }, await this.#queues.differences(queue, signal), 'failed'));
      } catch (error) {
        const isHidden = error instanceof PropertiesNotShown;
        const detail = isHidden
          ? `not shown by these rights (${error.message}); az servicebus queue show has them`
          : `could not be read (${queueTroubleOf(error).said}); az servicebus queue show has them`;
        findings.push({ ...base, subject, status: 'not-shown', detail });
        // One answer tells for all: the rights are the same.
        if (isHidden) return [{ ...base, subject: 'queues, properties', status: 'not-shown', detail }];
      }
    }
    return findings;
  }

  private async cosmosProperties(): Promise<readonly Finding[]> {
    const base = { area: 'cosmos', variable: 'COSMOS_ENDPOINT' } as const;
    try {
      const wrong = await this.#cosmos.differences();
      const account = compared({ ...base, subject: 'account and containers' }, wrong, 'failed');
      if (wrong.length > 0) return account;
      const names = Object.keys(COSMOS_CONTAINERS) as CosmosContainerName[];
      const indexes = await Promise.all(names.map((name) => this.#cosmos.indexDifferences(name)));
      return [...account, ...compared({ ...base, subject: 'indexes' }, indexes.flat(), 'warning')];
    } catch (error) {
      const { said } = cosmosTroubleOf(error);
      return [
        {
          ...base,
          subject: 'account and containers',
          status: 'not-shown',
          detail: `not shown by these rights (${said})`,
        },
      ];
    }
  }
}

function compared(
  base: Pick<Finding, 'area' | 'subject' | 'variable'>,
  differences: readonly string[],
  status: 'failed' | 'warning',
): readonly Finding[] {
  if (differences.length === 0) return [{ ...base, status: 'ok', detail: 'matches the tables in the code' }];
  return differences.map((detail) => ({ ...base, status, detail }));
}

function subjectOf({ scope, trial }: ExpectedRight): string {
  switch (trial.kind) {
    case 'queue':
      return `${scope}, ${trial.way}`;
    case 'hold':
      return `${scope}, legal holds`;
    case 'delegation-key':
      return 'key that signs URLs';
    case 'make-container':
      return 'new containers';
    case 'list-containers':
      return 'list of containers';
    case 'metadata':
      return 'account';
    case 'speech':
      return 'custom voice';
    default:
      return scope;
  }
}

interface Circumstances {
  readonly role: string;
  readonly scope: string;
  readonly identity: string;
  readonly trial: Trial;
  readonly variable: string;
}

function explained({ kind, said }: AccessTrouble, { role, scope, identity, trial, variable }: Circumstances): string {
  switch (kind) {
    case 'role':
      return `the identity ${identity} lacks the role ${role} at: ${scope} (infra/roles.json), or the role is of an earlier release. A new assignment takes up to 10 minutes. (${said})`;
    case 'network':
      return `a network rule of the service refuses this caller: its firewall, or public access is off and the name does not lead to the private endpoint. (${said})`;
    case 'credential':
      return `the token or key is refused: ${variable} may belong to another tenant, or local authentication is off. (${said})`;
    case 'absent':
      return `${ABSENT[trial.kind]} (${said})`;
    case 'unreachable':
      return `${variable}: the connection was cut: check the network rules between here and the service. (${said})`;
    case 'other':
      return `${variable}: it failed for another reason. (${said})`;
  }
}

/** A right of the table: a role that an identity has at a resource. */
export interface Right {
  readonly identity: string;
  readonly scope: string;
  readonly role: string;
}

/** The sandbox's two tables: with public storage, and with closed storage. */
export type Profile = 'public' | 'private';

/** A right, and the end-to-end test that fails without it. */
export interface Need extends Right {
  readonly file: string;
  /** Beginning or part of the test's name. */
  readonly test: string;
  /** The table that has it, where it is not in both. */
  readonly only?: Profile;
}

/** A right that no end-to-end test needs: the platform uses it, or a part of the product that the sandbox's system does without. */
export interface PlatformRight extends Right {
  readonly reason: string;
}

const SENDER = 'Azure Service Bus Data Sender';
const RECEIVER = 'Azure Service Bus Data Receiver';
const queue = (name: string) => `Microsoft.ServiceBus/namespaces/voice/queues/${name}`;
const account = (name: string) => `Microsoft.CognitiveServices/accounts/${name}`;
const STORAGE = 'Microsoft.Storage/storageAccounts/voice';
const blobs = (name: string) => `${STORAGE}/blobServices/default/containers/${name}`;
const COSMOS = 'Microsoft.DocumentDB/databaseAccounts/voice';
const items = (name: string) => `${COSMOS}/dbs/voice/colls/${name}`;

const ENROL = 'test/e2e/enrol-and-speak.e2e.spec.ts';
const WEBHOOKS = 'test/security/webhooks/webhooks.e2e.spec.ts';
const OPERATIONS = 'test/e2e/operations.e2e.spec.ts';
const DEAD_LETTERS = 'test/e2e/dead-letters.e2e.spec.ts';
const TRANSLATION = 'test/e2e/translation.e2e.spec.ts';
const RECORDINGS = 'test/e2e/recordings.e2e.spec.ts';
const RARELY_USED = 'test/rights/rarely-used.e2e.spec.ts';

const DENIED_CONSENT = [ENROL, 'a statement that says something else is no consent'] as const;
const ENROLMENT = [ENROL, 'takes consent, recordings and voice in one request'] as const;
const REJECTED = [ENROL, 'an empty file ends rejected'] as const;
const UPLOAD_URL = [ENROL, 'the URL of an upload creates one blob'] as const;
const SYNTHESIS = [OPERATIONS, 'answers 200 with the finished operation'] as const;
const FROM_URL = [WEBHOOKS, 'is fetched, examined and announced'] as const;
const INBOUND = [WEBHOOKS, 'has a recording fetched, once'] as const;
const LISTED = [DEAD_LETTERS, 'are listed across queues'] as const;
const ORIGINAL = [RECORDINGS, 'keeps its original in the archive'] as const;
const LIVE = [TRANSLATION, 'is translated and prepared before'] as const;
const AUDITED = [RARELY_USED, 'gets what is done, by the queue'] as const;
const ERASED = [RARELY_USED, 'is erased, and leaves a receipt'] as const;
const HELD = ['test/e2e/legal-hold.e2e.spec.ts', 'wins over retention, deletion and erasure'] as const;
const TICKED = [RARELY_USED, 'publishes what is due'] as const;
const AUDITED_LATER = [RARELY_USED, 'gets what it could not take at first'] as const;
const sentAgain = (name: string) => [RARELY_USED, `that is a dead letter of ${name} can be sent again`] as const;
const lookedAtAgain = (name: string) => [RARELY_USED, `on ${name} is retried later`] as const;

/** Queues whose messages are about documents; `maintenance` is the one beside them. */
const DOCUMENT_QUEUES = [
  'audio-uploads',
  'voice-enrollment',
  'speech-synthesis',
  'batch-synthesis',
  'webhook-events',
  'notifications',
] as const;

function need(
  identity: string,
  scope: string,
  role: string,
  [file, test]: readonly [string, string],
  only?: Profile,
): Need {
  return { identity, scope, role, file, test, ...(only && { only }) };
}

export const NEEDS: readonly Need[] = [
  // What could not be published at first waits in an outbox for the worker's sweep. A resubmission is published at once or refused.
  ...DOCUMENT_QUEUES.map((name) => need('api', queue(name), SENDER, sentAgain(name))),
  need('api', queue('maintenance'), SENDER, AUDITED),
  ...DOCUMENT_QUEUES.map((name) => need('api', queue(name), RECEIVER, sentAgain(name))),
  need('api', queue('maintenance'), RECEIVER, LISTED),
  need('worker', queue('audio-uploads'), RECEIVER, REJECTED),
  need('worker', queue('voice-enrollment'), RECEIVER, DENIED_CONSENT),
  need('worker', queue('speech-synthesis'), RECEIVER, SYNTHESIS),
  need('worker', queue('batch-synthesis'), RECEIVER, sentAgain('batch-synthesis')),
  need('worker', queue('webhook-events'), RECEIVER, INBOUND),
  need('worker', queue('notifications'), RECEIVER, FROM_URL),
  need('worker', queue('maintenance'), RECEIVER, AUDITED),
  need('worker', queue('audio-uploads'), SENDER, INBOUND),
  need('worker', queue('voice-enrollment'), SENDER, ENROLMENT),
  need('worker', queue('speech-synthesis'), SENDER, lookedAtAgain('speech-synthesis')),
  need('worker', queue('batch-synthesis'), SENDER, lookedAtAgain('batch-synthesis')),
  need('worker', queue('webhook-events'), SENDER, lookedAtAgain('webhook-events')),
  need('worker', queue('notifications'), SENDER, FROM_URL),
  need('worker', queue('maintenance'), SENDER, AUDITED_LATER),
  need('events', queue('audio-uploads'), SENDER, UPLOAD_URL),
  need('ticks', queue('maintenance'), SENDER, TICKED),

  need('api', STORAGE, 'Storage Blob Delegator', UPLOAD_URL, 'public'),
  need('api', blobs('uploads'), 'Voice blob writer', REJECTED),
  need('api', blobs('results'), 'Voice blob editor', [OPERATIONS, 'removes text and audio']),
  need('worker', STORAGE, 'Storage Blob Delegator', ENROLMENT, 'public'),
  need('worker', STORAGE, 'Voice container manager', ENROLMENT, 'public'),
  need('worker', STORAGE, 'Voice blob editor', ENROLMENT, 'public'),
  need('worker', STORAGE, 'Voice container lister', ENROLMENT, 'private'),
  need('worker', blobs('uploads'), 'Voice blob editor', REJECTED),
  need('worker', blobs('audio'), 'Voice blob editor', ORIGINAL),
  need('worker', blobs('archive'), 'Voice blob editor', ORIGINAL),
  need('worker', blobs('consents'), 'Voice blob editor', ENROLMENT),
  need('worker', blobs('results'), 'Voice blob editor', SYNTHESIS),
  need('worker', blobs('uploads'), 'Voice blob holder', HELD),
  need('worker', blobs('audio'), 'Voice blob holder', HELD),
  need('worker', blobs('consents'), 'Voice blob holder', HELD),
  need('worker', blobs('results'), 'Voice blob holder', HELD),
  need('worker', blobs('archive'), 'Voice blob holder', HELD),
  need('worker', blobs('erasure-register'), 'Voice blob appender', ERASED),
  need('worker', blobs('audit-anchors'), 'Voice blob appender', [RARELY_USED, 'is anchored in a container of its own']),

  need('api', COSMOS, 'Voice metadata reader', REJECTED),
  // A document that is there is read and replaced without it; to create one, the SDK reads how its container is partitioned.
  need('worker', COSMOS, 'Voice metadata reader', INBOUND),
  need('ticks', COSMOS, 'Voice metadata reader', TICKED),
  need('ticks', items('documents'), 'Voice item finder', TICKED),
  need('ticks', items('idempotency'), 'Voice item updater', TICKED),
  need('api', items('documents'), 'Voice item editor', REJECTED),
  need('api', items('audit'), 'Voice item appender', AUDITED),
  need('api', items('idempotency'), 'Voice item editor', REJECTED),
  need('api', items('usage'), 'Voice item editor', [RARELY_USED, 'is listed for auditors']),
  need('worker', items('documents'), 'Voice item editor', REJECTED),
  need('worker', items('audit'), 'Voice item appender', AUDITED),
  need('worker', items('idempotency'), 'Voice item editor', ERASED),
  need('worker', items('usage'), 'Voice item editor', SYNTHESIS),
  need('api', items('provenance'), 'Voice item appender', LIVE),
  need('worker', items('provenance'), 'Voice item editor', SYNTHESIS),

  need('api', account('speech'), 'Cognitive Services Speech User', LIVE),
  need('worker', account('speech'), 'Cognitive Services Speech Contributor', DENIED_CONSENT),
  need('worker', account('translator'), 'Cognitive Services User', [TRANSLATION, 'is translated before it is spoken']),
  need('worker', account('openai'), 'Cognitive Services OpenAI User', [TRANSLATION, 'is prepared before it is spoken']),
  need('api', account('translator'), 'Cognitive Services User', LIVE),
  need('api', account('openai'), 'Cognitive Services OpenAI User', LIVE),
];

/** Those that the table of a profile must have. */
export function needsOf(profile: Profile): readonly Need[] {
  return NEEDS.filter(({ only = profile }) => only === profile);
}

const SECRETS = 'Microsoft.KeyVault/vaults/voice/secrets';
const BY_REFERENCE = 'the platform resolves Key Vault references with it before the container starts';

export const PLATFORM_RIGHTS: readonly PlatformRight[] = [
  {
    identity: 'worker',
    scope: 'Microsoft.KeyVault/vaults/voice/keys/claims',
    role: 'Voice claim signer',
    reason:
      'the system of these tests has its key in a variable; test/security/provenance/key-vault-signing.spec.ts signs with this right, and fails without it',
  },
  {
    identity: 'scaler',
    scope: 'Microsoft.ServiceBus/namespaces/voice',
    role: 'Azure Service Bus Data Owner',
    reason: 'KEDA counts messages with it, outside the containers',
  },
  {
    identity: 'pull',
    scope: 'Microsoft.ContainerRegistry/registries/voice',
    role: 'AcrPull',
    reason: 'the platform pulls images with it',
  },
  {
    identity: 'events',
    scope: blobs('event-dead-letters'),
    role: 'Storage Blob Data Contributor',
    reason: 'Event Grid keeps there what it could not deliver; the sandbox imitates no dead-letter destination',
  },
  ...['api', 'worker', 'ticks'].map((identity) => ({
    identity,
    scope: 'Microsoft.Insights/components/voice',
    role: 'Monitoring Metrics Publisher',
    reason: 'telemetry is sent with it; the sandbox has no Application Insights',
  })),
  ...[
    ['api', 'webhook-secret-keys'],
    ['worker', 'webhook-secret-keys'],
    ['worker', 'receipt-signing-keys'],
    ['api', 'provenance-signing-keys'],
    ['worker', 'provenance-signing-keys'],
  ].map(([identity = '', secret = '']) => ({
    identity,
    scope: `${SECRETS}/${secret}`,
    role: 'Key Vault Secrets User',
    reason: BY_REFERENCE,
  })),
];

/** Refusals that the product counts on. */
export const EXPECTED_REFUSALS: readonly (Pick<Right, 'identity'> & {
  readonly profile: Profile;
  /** Name of the action. */
  readonly right: string;
  /** Beginning of the resource. */
  readonly resource: string;
  readonly reason: string;
})[] = [
  {
    profile: 'private',
    identity: 'worker',
    right: 'Microsoft.Storage/storageAccounts/blobServices/containers/delete',
    resource: blobs('samples-vce-'),
    reason:
      'no container of samples is made there; a deletion that is refused is looked into, and finds that there is none',
  },
];

export function isSame(a: Right, b: Right): boolean {
  return a.identity === b.identity && a.scope === b.scope && a.role === b.role;
}

/** `api: Azure Service Bus Data Sender at queues/maintenance`. */
export function nameOf({ identity, scope, role }: Right): string {
  const short = scope
    .replace(/^Microsoft\.\w+\/\w+\/(voice\/)?/, '')
    .replace(/^blobServices\/default\//, '')
    .replace(/^dbs\/voice\//, '');
  return `${identity}: ${role} at ${short}`;
}

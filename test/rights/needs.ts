/** A right of the table: a role that an identity has at a resource. */
export interface Right {
  readonly identity: string;
  readonly scope: string;
  readonly role: string;
}

/** A right, and the end-to-end test that fails without it. */
export interface Need extends Right {
  readonly file: string;
  /** Beginning or part of the test's name. */
  readonly test: string;
  /** Only the table for closed storage has it. */
  readonly profile?: 'private';
}

/** A right that nothing in the product uses: the platform does, or what is not built yet. */
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
const OPERATOR = 'test/e2e/operator.e2e.spec.ts';
const BATCHES = 'test/e2e/batches.e2e.spec.ts';
const DEAD_LETTERS = 'test/e2e/dead-letters.e2e.spec.ts';
const TRANSLATION = 'test/e2e/translation.e2e.spec.ts';
const RECORDINGS = 'test/e2e/recordings.e2e.spec.ts';
const SPEECH = 'test/e2e/speech.e2e.spec.ts';
const START = 'test/e2e/start-and-stop.e2e.spec.ts';
const ERASURE = 'test/security/consents/revocation-and-erasure.e2e.spec.ts';

const DENIED_CONSENT = [ENROL, 'a statement that says something else is no consent'] as const;
const SYNTHESIS = [OPERATIONS, 'answers 200 with the finished operation'] as const;
const BATCH = [BATCHES, 'collects 25 lines'] as const;
const FROM_URL = [WEBHOOKS, 'is fetched, examined and announced'] as const;
const INBOUND = [WEBHOOKS, 'has a recording fetched, once'] as const;
const AUDITED = [OPERATOR, 'holds what was done and what was refused'] as const;
const LISTED = [DEAD_LETTERS, 'are listed across queues'] as const;
const REJECTED = [ENROL, 'an empty file ends rejected'] as const;
const ORIGINAL = [RECORDINGS, 'keeps its original in the archive'] as const;
const WHOLE = [ENROL, 'goes from recordings to speech'] as const;

function need(identity: string, scope: string, role: string, [file, test]: readonly [string, string]): Need {
  return { identity, scope, role, file, test };
}

export const NEEDS: readonly Need[] = [
  need('api', queue('audio-uploads'), SENDER, FROM_URL),
  need('api', queue('voice-enrollment'), SENDER, DENIED_CONSENT),
  need('api', queue('speech-synthesis'), SENDER, SYNTHESIS),
  need('api', queue('batch-synthesis'), SENDER, BATCH),
  need('api', queue('webhook-events'), SENDER, INBOUND),
  need('api', queue('notifications'), SENDER, FROM_URL),
  need('api', queue('maintenance'), SENDER, AUDITED),
  ...[
    'audio-uploads',
    'voice-enrollment',
    'speech-synthesis',
    'batch-synthesis',
    'webhook-events',
    'notifications',
    'maintenance',
  ].map((name) => need('api', queue(name), RECEIVER, LISTED)),
  need('worker', queue('audio-uploads'), RECEIVER, REJECTED),
  need('worker', queue('voice-enrollment'), RECEIVER, DENIED_CONSENT),
  need('worker', queue('speech-synthesis'), RECEIVER, SYNTHESIS),
  need('worker', queue('batch-synthesis'), RECEIVER, BATCH),
  need('worker', queue('webhook-events'), RECEIVER, INBOUND),
  need('worker', queue('notifications'), RECEIVER, FROM_URL),
  need('worker', queue('maintenance'), RECEIVER, AUDITED),
  need('worker', queue('audio-uploads'), SENDER, INBOUND),
  need('worker', queue('voice-enrollment'), SENDER, DENIED_CONSENT),
  need('worker', queue('speech-synthesis'), SENDER, [TRANSLATION, 'is translated once, although speaking it fails']),
  need('worker', queue('batch-synthesis'), SENDER, BATCH),
  need('worker', queue('webhook-events'), SENDER, INBOUND),
  need('worker', queue('notifications'), SENDER, FROM_URL),
  need('worker', queue('maintenance'), SENDER, AUDITED),
  need('events', queue('audio-uploads'), SENDER, [ENROL, 'the URL of an upload creates one blob']),

  need('api', STORAGE, 'Storage Blob Delegator', [ENROL, 'the URL of an upload creates one blob']),
  need('api', blobs('uploads'), 'Voice blob writer', REJECTED),
  need('api', blobs('results'), 'Voice blob editor', [OPERATIONS, 'removes text and audio']),
  need('worker', STORAGE, 'Storage Blob Delegator', WHOLE),
  need('worker', STORAGE, 'Voice container manager', WHOLE),
  need('worker', STORAGE, 'Voice blob editor', WHOLE),
  need('worker', blobs('uploads'), 'Voice blob editor', REJECTED),
  need('worker', blobs('audio'), 'Voice blob keeper', ORIGINAL),
  need('worker', blobs('archive'), 'Voice blob keeper', ORIGINAL),
  need('worker', blobs('consents'), 'Voice blob editor', WHOLE),
  need('worker', blobs('results'), 'Voice blob editor', SYNTHESIS),
  need('worker', blobs('erasure-register'), 'Voice blob appender', [ERASURE, 'leaves nothing but a receipt']),
  need('worker', blobs('audit-anchors'), 'Voice blob appender', [OPERATOR, 'is verified by a command']),

  need('api', COSMOS, 'Voice metadata reader', [START, 'ends the API with 0']),
  need('worker', COSMOS, 'Voice metadata reader', [START, 'ends the API with 0']),
  need('api', items('documents'), 'Voice item editor', REJECTED),
  need('api', items('audit'), 'Voice item appender', AUDITED),
  need('api', items('idempotency'), 'Voice item editor', REJECTED),
  need('api', items('usage'), 'Voice item editor', [BATCHES, 'lists what a voice has spoken']),
  need('worker', items('documents'), 'Voice item editor', REJECTED),
  need('worker', items('audit'), 'Voice item appender', AUDITED),
  need('worker', items('idempotency'), 'Voice item editor', [ERASURE, 'leaves nothing but a receipt']),
  need('worker', items('usage'), 'Voice item editor', SYNTHESIS),

  need('api', account('speech'), 'Cognitive Services Speech User', [SPEECH, 'speaks in every format']),
  need('worker', account('speech'), 'Cognitive Services Speech Contributor', DENIED_CONSENT),
  need('worker', account('translator'), 'Cognitive Services User', [TRANSLATION, 'is translated before it is spoken']),
  need('worker', account('openai'), 'Cognitive Services OpenAI User', [TRANSLATION, 'is prepared before it is spoken']),
  need('api', account('translator'), 'Cognitive Services User', [TRANSLATION, 'is translated and prepared before']),
  need('api', account('openai'), 'Cognitive Services OpenAI User', [TRANSLATION, 'is translated and prepared before']),
];

const SECRETS = 'Microsoft.KeyVault/vaults/voice/secrets';
const BY_REFERENCE = 'the platform resolves Key Vault references with it before the container starts';

export const PLATFORM_RIGHTS: readonly PlatformRight[] = [
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
  ...['api', 'worker'].map((identity) => ({
    identity,
    scope: 'Microsoft.Insights/components/voice',
    role: 'Monitoring Metrics Publisher',
    reason: 'telemetry is sent with it; the sandbox has no Application Insights',
  })),
  ...[
    ['api', 'webhook-secret-keys'],
    ['worker', 'webhook-secret-keys'],
    ['worker', 'receipt-signing-keys'],
  ].map(([identity = '', secret = '']) => ({
    identity,
    scope: `${SECRETS}/${secret}`,
    role: 'Key Vault Secrets User',
    reason: BY_REFERENCE,
  })),
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

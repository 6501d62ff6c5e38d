/** The same request by both doors: the message, and the route with the same body. */
export interface DoorCase {
  readonly what: string;
  readonly type: string;
  /** Of the message. */
  readonly body: unknown;
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  /** Over HTTP where what the message has in its body is in the path or in the query: `path/id` for `/operationId`. */
  readonly pointers?: Readonly<Record<string, string>>;
}

/** What the requests are about. */
export interface DoorWorld {
  /** A voice that is ready. */
  readonly voiceId: string;
  /** One whose budget is exhausted. */
  readonly poorVoiceId: string;
  /** A voice, a consent, an upload and an operation of another tenant. */
  readonly others: {
    readonly voiceId: string;
    readonly consentId: string;
    readonly uploadId: string;
    readonly operationId: string;
  };
  /** A consent without a recording, and one that was revoked. */
  readonly pendingConsentId: string;
  readonly revokedConsentId: string;
  /** A recording that may be used. */
  readonly uploadId: string;
  /** An operation that has ended. */
  readonly endedOperationId: string;
}

const MISSING = '01JD8F3R5V6W7X8Y9Z0A1B2C3Z';
const PARTIES = { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US' };

const posted =
  (type: string, path: string) =>
  (what: string, body: unknown): DoorCase => ({ what: `${type}: ${what}`, type, body, method: 'POST', path });
const synthesis = posted('synthesis.request', '/v1/syntheses');
const batch = posted('batch.request', '/v1/batches');
const voice = posted('voice.request', '/v1/voices');
const consent = posted('consent.request', '/v1/consents');

function cancel(what: string, operationId: string): DoorCase {
  return {
    what: `speech.cancel: ${what}`,
    type: 'speech.cancel',
    body: { operationId },
    method: 'POST',
    path: `/v1/operations/${operationId}/cancel`,
    pointers: { 'path/id': '/operationId' },
  };
}

function erase(what: string, voiceId: string, keepConsent?: string): DoorCase {
  return {
    what: `voice.erase.request: ${what}`,
    type: 'voice.erase.request',
    body: { voiceId, ...(keepConsent !== undefined && { keepConsent }) },
    method: 'DELETE',
    path: `/v1/voices/${voiceId}${keepConsent === undefined ? '' : `?keepConsent=${keepConsent}`}`,
    pointers: { 'path/id': '/voiceId', 'query/keepConsent': '/keepConsent' },
  };
}

/** Requests that are refused, each for a reason of its own. */
export function refusedByBothDoors({ voiceId, poorVoiceId, others, ...world }: DoorWorld): readonly DoorCase[] {
  const spoken = { voiceId, text: 'Hello.' };
  const samples = [{ uploadId: world.uploadId }];
  const named = { name: 'A', kind: 'personal', samples };
  const enrolled = { ...named, consent: { ...PARTIES, uploadId: world.uploadId } };
  return [
    synthesis('nothing at all', {}),
    synthesis('a list', [spoken]),
    synthesis('a text in place of an object', 'Hello.'),
    synthesis('null', null),
    synthesis('a name that would replace a prototype', JSON.parse('{"__proto__":{"voiceId":"v"},"text":"Hello."}')),
    synthesis('the prototype of a constructor', { ...spoken, constructor: { prototype: { voiceId } } }),
    synthesis('too many levels', { ...spoken, text: JSON.parse(`${'['.repeat(30)}${']'.repeat(30)}`) }),
    synthesis('no voice', { text: 'Hello.' }),
    synthesis('no text', { voiceId }),
    synthesis('a text that is empty', { voiceId, text: ' ' }),
    synthesis('a text that is a number', { voiceId, text: 7 }),
    synthesis('a text that is too long', { voiceId, text: 'a'.repeat(200_001) }),
    synthesis('an id of another kind', { ...spoken, voiceId: `syn_${MISSING}` }),
    synthesis('an id that is none', { ...spoken, voiceId: 'the-voice' }),
    synthesis('an unknown format', { ...spoken, format: 'tape' }),
    synthesis('a sample rate that the format has not', { ...spoken, format: 'mulaw', sampleRateHz: 48_000 }),
    synthesis('an unknown member', { ...spoken, volume: 11 }),
    synthesis('text and SSML', { ...spoken, ssml: '<speak/>' }),
    synthesis('a rate that is too high', { ...spoken, rate: 99 }),
    synthesis('a locale that is none', { ...spoken, locale: 'english' }),
    synthesis('SSML with a language to translate it into', {
      voiceId,
      ssml: '<speak>Hello.</speak>',
      translateTo: 'de-DE',
    }),
    synthesis('SSML that is none', { voiceId, ssml: '<speak><loud/></speak>' }),
    synthesis('SSML with a voice that is not there', {
      voiceId,
      ssml: `<speak><voice name="vce_${MISSING}">Hello.</voice></speak>`,
    }),
    synthesis('a time that is over', { ...spoken, expiresAt: '2020-01-01T00:00:00Z' }),
    synthesis('a time that is none', { ...spoken, expiresAt: 'soon' }),
    synthesis('a time for what is not stored', { ...spoken, store: false, expiresAt: '2030-01-01T00:00:00Z' }),
    synthesis('a voice that is not there', { ...spoken, voiceId: `vce_${MISSING}` }),
    synthesis('a voice of another tenant', { ...spoken, voiceId: others.voiceId }),
    synthesis('a budget that is exhausted', { ...spoken, voiceId: poorVoiceId }),
    batch('nothing at all', {}),
    batch('no items', { voiceId, items: [] }),
    batch('items that are no list', { voiceId, items: 'One.' }),
    batch('an item without a text', { voiceId, items: [{ text: 'One.' }, {}] }),
    batch('an item with an unknown member', { voiceId, items: [{ text: 'One.', volume: 11 }] }),
    batch('an item that would replace a prototype', { voiceId, items: [JSON.parse('{"text":"a","__proto__":{}}')] }),
    batch('a key twice', { voiceId, items: ['a', 'b', 'a'].map((key) => ({ key, text: 'One.' })) }),
    batch('a key that is none', { voiceId, items: [{ key: 'a b', text: 'One.' }] }),
    batch('one file of a format that cannot be joined', {
      voiceId,
      items: [{ text: 'One.' }],
      format: 'mp3',
      concatenate: true,
    }),
    batch('SSML that is none', { voiceId, items: [{ ssml: '<speak><loud/></speak>' }] }),
    batch('a voice that is not there', { voiceId: `vce_${MISSING}`, items: [{ text: 'One.' }] }),
    batch('a voice of another tenant', { voiceId: others.voiceId, items: [{ text: 'One.' }] }),
    batch('a budget that is exhausted', { voiceId: poorVoiceId, items: [{ text: 'One.' }] }),
    voice('nothing at all', {}),
    voice('an unknown kind', { ...enrolled, kind: 'robot' }),
    voice('no consent', named),
    voice('two consents', { ...enrolled, consentId: `cns_${MISSING}` }),
    voice('no samples', { ...enrolled, samples: [] }),
    voice('a sample twice', { ...enrolled, samples: [...samples, ...samples] }),
    voice('a script of a personal voice', { ...enrolled, samples: [{ ...samples[0], script: 'Hello.' }] }),
    voice('a name that is too long', { ...enrolled, name: 'n'.repeat(1_000) }),
    voice('a consent that is not there', { ...named, consentId: `cns_${MISSING}` }),
    voice('a consent of another tenant', { ...named, consentId: others.consentId }),
    voice('a consent without a recording', { ...named, consentId: world.pendingConsentId }),
    voice('a consent that was revoked', { ...named, consentId: world.revokedConsentId }),
    voice('a sample that is not there', { ...enrolled, samples: [{ uploadId: `upl_${MISSING}` }] }),
    voice('a sample of another tenant', { ...enrolled, samples: [{ uploadId: others.uploadId }] }),
    consent('nothing at all', {}),
    consent('a locale without a statement', { ...PARTIES, locale: 'xx-XX' }),
    consent('a name that is empty', { ...PARTIES, voiceTalentName: '' }),
    consent('an unknown member', { ...PARTIES, street: 'Main' }),
    consent('a recording that is not there', { ...PARTIES, uploadId: `upl_${MISSING}` }),
    consent('a recording of another tenant', { ...PARTIES, uploadId: others.uploadId }),
    consent('a time that is over', { ...PARTIES, expiresAt: '2020-01-01T00:00:00Z' }),
    cancel('an id of another kind', `syn_${MISSING}`),
    cancel('an operation that is not there', `op_${MISSING}`),
    cancel('an operation of another tenant', others.operationId),
    cancel('an operation that has ended', world.endedOperationId),
    erase('an id of another kind', `syn_${MISSING}`),
    erase('a voice that is not there', `vce_${MISSING}`),
    erase('a voice of another tenant', others.voiceId),
    erase('a choice that is none', voiceId, 'perhaps'),
  ];
}

/** Requests that are accepted. */
export function acceptedByBothDoors({ voiceId }: Pick<DoorWorld, 'voiceId'>): readonly DoorCase[] {
  const spoken = { voiceId, text: 'The kettle is on.' };
  return [
    synthesis('a text', spoken),
    synthesis('a text at a rate, in a format', { ...spoken, rate: 1.25, format: 'mp3' }),
    synthesis('what is not set', { ...spoken, locale: null, lexicon: null }),
    synthesis('SSML', { voiceId, ssml: '<speak>The kettle <break time="500ms"/> is on.</speak>' }),
    synthesis('what is not stored', { ...spoken, store: false }),
    batch('two texts', { voiceId, items: [{ key: 'a', text: 'One.' }, { text: 'Two.' }] }),
    batch('one file', { voiceId, items: [{ text: 'One.' }, { text: 'Two.' }], concatenate: true }),
    consent('without a recording', PARTIES),
  ];
}

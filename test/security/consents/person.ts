import { ApiClient, type OperationAnswer } from '../../support/api-client.ts';
import type { VoiceSystem } from '../../../apps/sandbox/src/system/voice-system.ts';
import type { SystemUnderTest } from '../../support/global-system.ts';
import { SAMPLE, uploaded } from '../../support/enrolled-voice.ts';
import { control, recordingOf } from '../../support/system.ts';

export interface VoiceAnswer {
  readonly id: string;
  readonly status: string;
  readonly name: string;
  readonly consentId: string;
  readonly ownerId: string;
  readonly grants: readonly { readonly principalId: string }[];
  readonly samples: readonly { readonly uploadId: string }[];
  readonly receipt?: Receipt;
}

export interface Receipt {
  readonly subject: { readonly kind: string; readonly id: string };
  readonly erased: {
    readonly provider: Readonly<Record<string, number>>;
    readonly blobs: Readonly<Record<string, { readonly count: number }>>;
    readonly documents: Readonly<Record<string, number>>;
    readonly recordingHashes: { readonly consent: readonly string[]; readonly samples: readonly string[] };
  };
  readonly kept: readonly string[];
  readonly keptByMicrosoft: readonly string[];
  readonly signature?: { readonly keyId: string; readonly publicKey: string; readonly value: string };
}

/** The system as the helpers for the one of all end-to-end tests know it. */
export function underTest(system: VoiceSystem): SystemUnderTest {
  return {
    apiUrl: system.apiUrl,
    workerUrl: system.workerUrls[0] ?? '',
    endpoints: system.ready.endpoints,
    environment: system.ready.environment,
    folder: system.folder,
  };
}

/** Enrolls a voice of a person of this name. @returns the voice, ready */
export async function enrol(system: VoiceSystem, api: ApiClient, talent: string, name: string): Promise<VoiceAnswer> {
  const parties = { voiceTalentName: talent, companyName: 'Contoso', locale: 'en-US' };
  const statement = `I ${talent} am aware that recordings of my voice will be used by Contoso to create and use a synthetic version of my voice.`;
  const [uploadId, sampleId] = await Promise.all([
    recordingOf(underTest(system), statement).then((content) => uploaded(api, 'consent', content)),
    recordingOf(underTest(system), SAMPLE).then((content) => uploaded(api, 'sample', content)),
  ]);
  const body = { name, kind: 'personal', consent: { ...parties, uploadId }, samples: [{ uploadId: sampleId }] };
  const enrolment = await api.json<OperationAnswer>('POST', '/v1/voices', body);
  const { subject } = await api.follow(enrolment, () => undefined);
  return api.json<VoiceAnswer>('GET', subject.href);
}

/** A client of somebody else in the tenant, or in another one. */
export async function somebodyElse(
  system: VoiceSystem,
  token: { readonly oid: string; readonly roles: readonly string[]; readonly tenantId?: string },
): Promise<ApiClient> {
  const answer = await control<{ access_token: string }>(underTest(system), 'POST', '/tokens', token);
  return new ApiClient(system.apiUrl, answer.access_token);
}

import type { Aggregate, Failure } from './aggregate.ts';
import { lifecycle, statusesOf, transitionsOf } from './lifecycle.ts';
import { type ConsentBinding, withoutInventory } from './consent.ts';
import type { Erasure, ErasureReceipt } from './erasure.ts';
import type { ProfessionalTraining } from './professional-voice.ts';
import { canTransition } from './state-machine.ts';
import type { VoiceEndpoint } from './voice-endpoint.ts';

export type VoiceStatus =
  | 'draft'
  | 'validating'
  | 'training'
  | 'ready'
  | 'failed'
  | 'canceled'
  | 'suspended'
  | 'deleting'
  | 'deleted';

export const VOICE_LIFECYCLE = lifecycle<VoiceStatus>({
  draft: {
    next: ['validating', 'failed', 'canceled', 'deleting'],
    steps: ['create'],
    operation: 'running',
    open: true,
  },
  validating: { next: ['training', 'failed', 'deleting'], steps: ['create'], operation: 'running', open: true },
  training: { next: ['ready', 'failed', 'deleting'], steps: ['poll'], operation: 'running', open: true },
  ready: { next: ['suspended', 'deleting'], operation: 'succeeded', event: 'voice.ready' },
  failed: { next: ['deleting'], operation: 'failed', event: 'voice.failed' },
  canceled: { next: ['deleting'], operation: 'canceled' },
  suspended: { next: ['ready', 'deleting'], operation: 'succeeded', event: 'voice.suspended' },
  deleting: { next: ['deleted'], steps: ['erase'], operation: 'succeeded', open: true },
  deleted: { next: [], operation: 'succeeded', event: 'voice.deleted' },
});
export const VOICE_STATUSES = statusesOf(VOICE_LIFECYCLE);
export const VOICE_TRANSITIONS = transitionsOf(VOICE_LIFECYCLE);

/** The steps of an enrollment, in order; shown as the stage of its operation. */
export const VOICE_STAGES = [
  'waiting-for-recordings',
  'waiting-for-consent',
  'submitting-samples',
  'training',
  'done',
] as const;
/** Those of a professional voice. */
export const PROFESSIONAL_VOICE_STAGES = [
  'waiting-for-recordings',
  'waiting-for-consent',
  'submitting-samples',
  'preparing-training-set',
  'waiting-for-training-quota',
  'training',
  'deploying-endpoint',
  'done',
] as const;
export type VoiceStage = (typeof VOICE_STAGES)[number] | (typeof PROFESSIONAL_VOICE_STAGES)[number];

/** How a voice is made: `personal` from a few samples, `professional` by training with many recordings and their scripts. */
export const VOICE_KINDS = ['personal', 'professional'] as const;
export type VoiceKind = (typeof VOICE_KINDS)[number];

/** Lets somebody else in the tenant use a voice. */
export interface VoiceGrant {
  /** `oid` of a user or application. */
  readonly principalId: string;
}

/** So many days before its base model expires, a voice's owner is told. The last one first. */
export const BASE_MODEL_NOTICE_DAYS = [7, 30, 90] as const;
const DAY_MS = 86_400_000;

/** What the owner of a voice was last told of the end of its base model. */
export interface BaseModelNotice {
  /** When Azure stops to serve the base model, RFC 3339. */
  readonly expiresAt: string;
  readonly daysBefore: (typeof BASE_MODEL_NOTICE_DAYS)[number];
}

export interface Voice extends Aggregate {
  readonly kind: 'voice';
  readonly status: VoiceStatus;
  readonly stage: VoiceStage;
  readonly name: string;
  readonly description?: string | undefined;
  readonly voiceKind: VoiceKind;
  readonly locale: string;
  /** Base model that speaks for it, for example `DragonLatestNeural`. Of a professional voice, the recipe that it is trained by. */
  readonly baseModel: string;
  readonly consentId: string;
  readonly sampleUploadIds: readonly string[];
  readonly operationId: string;
  /** What the samples of a professional voice say, in their order; until Azure has them. */
  readonly scripts?: readonly string[] | undefined;
  /** Azure's id of the cloned voice, a UUID. Of a personal voice only. Known before the training has succeeded: only to be used when `ready`. */
  readonly speakerProfileId?: string | undefined;
  /** When Azure received what it works on: the samples; of a professional voice also the model, and the endpoint. RFC 3339. */
  readonly submittedAt?: string | undefined;
  /** Of a professional voice. */
  readonly professional?: ProfessionalTraining | undefined;
  readonly endpoint?: VoiceEndpoint | undefined;
  readonly failure?: Failure | undefined;
  /** Who may use it beside its owner. */
  readonly grants?: readonly VoiceGrant[] | undefined;
  /** What the person agreed to when it was enrolled: its consent must still be exactly that. */
  readonly consented?: ConsentBinding | undefined;
  readonly baseModelNotice?: BaseModelNotice | undefined;
  readonly erasure?: Erasure | undefined;
  readonly receipt?: ErasureReceipt | undefined;
}

/** Whether it is being enrolled: Azure reads its samples, or is about to. */
export function isEnrolling({ status }: Pick<Voice, 'status'>): boolean {
  return canTransition(VOICE_TRANSITIONS, status, 'failed');
}

/** Whether it is ready, or may become so without another enrollment. */
export function isReadyOrMayBe({ status }: Pick<Voice, 'status'>): boolean {
  return status === 'ready' || canTransition(VOICE_TRANSITIONS, status, 'ready');
}

/** Whether its enrollment has succeeded, and it is neither erased nor about to be. */
export function isEnrolled(voice: Pick<Voice, 'status'>): boolean {
  return isReadyOrMayBe(voice) && !isEnrolling(voice);
}

/**
 * What the owner of a voice has to be told of the end of its base model, and has not been told yet: the latest notice only, also of a base model
 * that has expired meanwhile.
 * @param expiresAt RFC 3339
 */
export function dueBaseModelNotice(
  { baseModelNotice: told }: Pick<Voice, 'baseModelNotice'>,
  expiresAt: string,
  now: number,
): BaseModelNotice | undefined {
  const daysLeft = (Date.parse(expiresAt) - now) / DAY_MS;
  const daysBefore = BASE_MODEL_NOTICE_DAYS.find((days) => daysLeft <= days);
  if (daysBefore === undefined) return undefined;
  const isTold = told?.expiresAt === expiresAt && told.daysBefore <= daysBefore;
  return isTold ? undefined : { expiresAt, daysBefore };
}

/** When a notice became due for a voice, RFC 3339: the same each time it is asked. */
export function noticeDueAt(
  { createdAt }: Pick<Voice, 'createdAt'>,
  { expiresAt, daysBefore }: BaseModelNotice,
): string {
  return new Date(Math.max(Date.parse(expiresAt) - daysBefore * DAY_MS, Date.parse(createdAt))).toISOString();
}

/** Whether this principal may have the voice speak. Administrators may too. @param objectId `oid` */
export function isVoiceGrantedTo(
  { ownerId, grants = [] }: Pick<Voice, 'ownerId' | 'grants'>,
  objectId: string,
): boolean {
  return ownerId === objectId || grants.some(({ principalId }) => principalId === objectId);
}

/** The voice after its erasure: nothing but that it was there, and the receipt. */
export function erasedVoice<V extends Voice>(voice: V, receipt: ErasureReceipt): V {
  const { description: _, speakerProfileId: __, consented: ___, submittedAt: ____, failure: _____, ...rest } = voice;
  const nothing = { grants: undefined, baseModelNotice: undefined, scripts: undefined, professional: undefined };
  const blank = { name: '', sampleUploadIds: [], ...nothing, endpoint: undefined };
  return {
    ...rest,
    ...blank,
    status: 'deleted',
    stage: 'done',
    erasure: withoutInventory(voice.erasure),
    receipt,
  } as unknown as V;
}

export function isProfessional({ voiceKind }: Pick<Voice, 'voiceKind'>): boolean {
  return voiceKind === 'professional';
}

/** Id of the personal voice in Azure custom voice: chosen by us, so that creating it again after a crash finds the first. */
export function providerVoiceId(voiceId: string): string {
  return `voice-${voiceId}`;
}

/**
 * Blob container that holds nothing but the samples of this one enrollment while Azure fetches them. Azure reads samples through a
 * SAS that allows reading and listing a container, so no other person's recording may lie in it.
 * See ADR 3.
 */
export function sampleContainerName(voiceId: string): string {
  return `samples-${voiceId.toLowerCase().replaceAll('_', '-')}`;
}

import { Inject, Injectable } from '@nestjs/common';
import type { Consent, Voice } from '#domain';
import { DocumentStore, type Stored, TraceStore } from '#storage';
import { voicesOf } from './consent-voices.ts';

/** The document that is erased, and with it what belongs to it. */
export type ErasureRoot = Stored<Voice> | Stored<Consent>;

/** Whose traces are removed. */
export interface ErasureScope {
  readonly tenantId: string;
  readonly voiceIds: readonly string[];
  readonly consentIds: readonly string[];
  readonly uploadIds: readonly string[];
  /** What was left out, and why. */
  readonly kept: readonly string[];
}

const GONE: readonly string[] = ['deleting', 'deleted'];

/** Finds what goes with a voice or a consent. */
@Injectable()
export class ErasureScopes {
  constructor(
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(TraceStore) private readonly traces: TraceStore,
  ) {}

  async of(root: ErasureRoot): Promise<ErasureScope> {
    const { tenantId } = root;
    const consent = root.kind === 'consent' ? root : await this.consentOf(root);
    const voices = root.kind === 'voice' ? [root] : await voicesOf(this.documents, tenantId, root.id);
    const living = voices.filter(({ status }) => status !== 'deleted');
    const voiceIds = living.map(({ id }) => id);
    const consentIds = consent ? [consent.id] : [];
    const wanted = [
      ...new Set([
        ...living.flatMap((voice) => voice.sampleUploadIds),
        ...(consent?.uploadId ? [consent.uploadId] : []),
      ]),
    ];
    const uploadIds: string[] = [];
    const kept: string[] = [];
    for (const uploadId of wanted) {
      const others = await this.traces.usersOf(tenantId, uploadId);
      const user = others.find(
        ({ id, status }) => !voiceIds.includes(id) && !consentIds.includes(id) && !GONE.includes(status),
      );
      if (user) kept.push(`The recording ${uploadId} stays: the ${user.kind} ${user.id} was made with it.`);
      else uploadIds.push(uploadId);
    }
    if (root.kind === 'voice' && !consent) kept.push(`The consent ${root.consentId} stays.`);
    return { tenantId, voiceIds, consentIds, uploadIds, kept };
  }

  /** The consent of a voice, if it goes with it: when nobody wants to keep it and no other voice needs it. */
  private async consentOf({ tenantId, id, consentId, erasure }: Voice): Promise<Stored<Consent> | undefined> {
    if (erasure?.keepConsent) return undefined;
    const consent = await this.documents.find('consent', tenantId, consentId);
    if (!consent || consent.status === 'deleted') return undefined;
    if (consent.status === 'deleting') return consent.erasure?.operationId === undefined ? consent : undefined;
    const others = await voicesOf(this.documents, tenantId, consentId);
    return others.every((other) => other.id === id || GONE.includes(other.status)) ? consent : undefined;
  }
}

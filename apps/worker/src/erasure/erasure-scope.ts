import { Injectable } from '@nestjs/common';
import { DocumentStore, type SameRecording, SameRecordings, type Stored, TraceStore } from '#documents';
import {
  type Consent,
  isGone,
  isHeld,
  isInForce,
  isOrWasActive,
  type Upload,
  type Voice,
  wasConsentRevoked,
} from '#domain';
import { FindHeld, type HeldTraces } from './held-traces.ts';
import { voicesOf } from '../platform/consent-voices.ts';

/** The document that is erased, and with it what belongs to it. */
export type ErasureRoot = Stored<Voice> | Stored<Consent>;

/** Whose traces are removed. */
export interface ErasureScope {
  readonly tenantId: string;
  readonly voiceIds: readonly string[];
  readonly consentIds: readonly string[];
  readonly uploadIds: readonly string[];
  /** Uploads of the recording that stay, because something else was made with them. */
  readonly keptUploadIds: readonly string[];
  /** Hex SHA-256 of the recording that the consents were given with, in all its forms; `proofHashes` of what they were proved by. */
  readonly recordingHashes: readonly string[];
  readonly proofHashes: readonly string[];
  /** The recording is not to be taken again: the person has withdrawn. */
  readonly withdrawn: boolean;
  /** The `oid` of the owner whom this is limited to: what others have by the recording stays. Undefined when nobody is left out. */
  readonly onlyOf: string | undefined;
  /** What legal holds keep. */
  readonly held: HeldTraces;
  /** What was left out, and why. */
  readonly kept: readonly string[];
}

const NO_RECORDING: SameRecording = { proofHashes: [], hashes: [], uploads: [], consents: [], ofOthers: [] };

/**
 * Finds what goes with a voice or a consent. A person is known by the recording: all consents that were given with it go together, with all
 * uploads of it, whatever they were made for. With a consent that was never active go only those of its owner.
 */
@Injectable()
export class ErasureScopes {
  constructor(
    private readonly documents: DocumentStore,
    private readonly traces: TraceStore,
    private readonly recordings: SameRecordings,
    private readonly findHeld: FindHeld,
  ) {}

  async of(root: ErasureRoot): Promise<ErasureScope> {
    const { tenantId } = root;
    const own = root.kind === 'consent' ? root : await this.consentOf(root);
    // Without its recording: a voice that is deleted takes no consent along that is held.
    const isConsentHeld = root.kind === 'voice' && own !== undefined && isHeld(own);
    const consent = isConsentHeld ? undefined : own;
    const recording = consent ? await this.recordings.of(consent) : NO_RECORDING;
    const others = recording.consents.filter(({ status }) => status !== 'deleted');
    const inUse = root.kind === 'voice' ? await this.firstInUse(others) : undefined;
    const consents = consent && !inUse ? [consent, ...others] : [];
    const consentIds = consents.map(({ id }) => id);
    const voices = root.kind === 'voice' ? [root] : await this.voicesOfAll(consents);
    const living = voices.filter(({ status }) => status !== 'deleted');
    const voiceIds = living.map(({ id }) => id);
    const wanted = [
      ...living.flatMap((voice) => voice.sampleUploadIds),
      ...consents.flatMap(({ uploadId }) => uploadId ?? []),
      ...(inUse ? [] : recording.uploads.map(({ id }) => id)),
    ];
    const uploadIds: string[] = [];
    const keptUploadIds: string[] = [];
    const kept = root.kind === 'voice' ? keptConsent(root, consent, inUse) : [];
    for (const uploadId of new Set(wanted)) {
      const users = await this.traces.usersOf(tenantId, uploadId);
      const user = users.find((each) => !voiceIds.includes(each.id) && !consentIds.includes(each.id) && !isGone(each));
      (user ? keptUploadIds : uploadIds).push(uploadId);
      if (user) kept.push(`The recording ${uploadId} is kept: the ${user.kind} ${user.id} was created with it.`);
    }
    const held = await this.findHeld.of(tenantId, { voiceIds, consentIds, uploadIds });
    kept.push(...held.kept, ...(isConsentHeld ? [`A legal hold keeps the consent ${own.id}.`] : []));
    const { hashes: recordingHashes, proofHashes } = inUse ? NO_RECORDING : recording;
    const ofOthers = inUse ? [] : recording.ofOthers.filter((each) => !isGone(each));
    kept.push(...ofOthers.map(keptOfOthers));
    // What others have by the recording is theirs to withdraw: it must stay usable for them.
    const withdrawn = ofOthers.length === 0 && consents.some((each) => wasConsentRevoked(each, Date.now()));
    const onlyOf = consent && !isOrWasActive(consent) ? consent.ownerId : undefined;
    kept.push(...(await this.keptOfHashes(tenantId, recordingHashes, { voiceIds, consentIds, withdrawn })));
    const ids = {
      voiceIds,
      consentIds,
      uploadIds: uploadIds.filter((id) => !held.uploadIds.includes(id)),
      keptUploadIds: [...keptUploadIds, ...held.uploadIds],
    };
    return { tenantId, ...ids, recordingHashes, proofHashes, withdrawn, onlyOf, held, kept };
  }

  private async keptOfHashes(
    tenantId: string,
    hashes: readonly string[],
    { voiceIds, consentIds, withdrawn }: Pick<ErasureScope, 'voiceIds' | 'consentIds' | 'withdrawn'>,
  ): Promise<string[]> {
    if (hashes.length === 0) return [];
    const own = [...voiceIds, ...consentIds];
    const earlier = (await this.recordings.receipts(tenantId, hashes)).filter(({ id }) => !own.includes(id));
    return [
      `The hashes of the recordings are kept in this receipt, in ${own.join(', ')}: they show what was erased.`,
      ...earlier.map(
        ({ kind, id }) => `The hash of the recording is kept in an earlier receipt, of the ${kind} ${id}.`,
      ),
      ...(withdrawn
        ? [
            'A value computed from the hash of the recording is kept, so that the recording is not accepted again. It names nobody, and the recording cannot be derived from it.',
          ]
        : []),
    ];
  }

  private async voicesOfAll(consents: readonly Consent[]): Promise<readonly Stored<Voice>[]> {
    const found = await Promise.all(consents.map(({ tenantId, id }) => voicesOf(this.documents, tenantId, id)));
    return found.flat();
  }

  /** The id of the first of these consents that is in force, or that voices were made with. */
  private async firstInUse(consents: readonly Consent[]): Promise<string | undefined> {
    for (const consent of consents) {
      const voices = await this.voicesOfAll([consent]);
      if (isInForce(consent) || voices.some((voice) => !isGone(voice))) return consent.id;
    }
    return undefined;
  }

  /** The consent of a voice, if it goes with it: when nobody wants to keep it and no other voice needs it. */
  private async consentOf({ tenantId, id, consentId, erasure }: Voice): Promise<Stored<Consent> | undefined> {
    if (erasure?.keepConsent) return undefined;
    const consent = await this.documents.find('consent', tenantId, consentId);
    if (!consent || consent.status === 'deleted') return undefined;
    if (consent.status === 'deleting') return consent.erasure?.operationId === undefined ? consent : undefined;
    const others = await voicesOf(this.documents, tenantId, consentId);
    return others.every((other) => other.id === id || isGone(other)) ? consent : undefined;
  }
}

function keptOfOthers({ kind, id }: Stored<Upload> | Stored<Consent>): string {
  return `The recording is kept in the ${kind} ${id}: it belongs to another caller, and the erased consent was never active.`;
}

function keptConsent({ consentId, erasure }: Voice, consent: Consent | undefined, inUse: string | undefined): string[] {
  if (inUse) return [`The consent ${consentId} is kept: the consent ${inUse} was given with the same recording.`];
  const isErased = consent !== undefined || erasure?.inventory?.consentIds.includes(consentId) === true;
  return isErased ? [] : [`The consent ${consentId} is kept.`];
}

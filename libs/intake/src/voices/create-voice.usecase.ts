import { Inject, Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type RequestIds } from '#documents';
import type { Consent, Operation, UploadPurpose, Voice } from '#domain';
import { messages } from '#messaging';
import { auditMessage } from '../audit/audit-message.ts';
import { newConsent, startVerification } from '../consents/create-consent.usecase.ts';
import { assertOwner } from '../resources/ownership.ts';
import { unknownReference } from '../resources/unknown-reference.ts';
import { FetchUpload } from '../uploads/fetch-upload.ts';
import { UsableUploads } from '../uploads/usable-uploads.ts';
import { assertGiven } from './given-consent.ts';
import type { CreateVoiceBody } from './create-voice.schema.ts';
import { assertKindOffered, fieldsOfKind } from './voice-kinds.ts';

type Recording = Pick<CreateVoiceBody['samples'][number], 'uploadId' | 'sourceUrl'>;

const CHECKS_AT_ONCE = 32;

/** Starts the enrollment of a voice from samples and a consent, which may be given in the same request. */
@Injectable()
export class CreateVoice {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly uploads: UsableUploads,
    private readonly fetchUpload: FetchUpload,
    private readonly commit: Commit,
  ) {}

  /** @throws ServiceError `professional-voice-needs-url-transfer` (422), `consent-not-active` (409), `consent-revoked`, `forbidden` (403), `url-refused` (422); see UsableUploads for the recordings'. */
  async execute(principal: Principal, body: CreateVoiceBody, ids: RequestIds): Promise<Operation> {
    const earlier = await this.commit.earlier(principal.tenantId, ids, 'voice');
    if (earlier) return earlier;
    assertKindOffered(body.kind, this.config);
    // Whether the caller may use the consent comes before what is the matter with the recordings.
    const named = body.consent ? undefined : await this.namedConsent(principal, body.consentId ?? '');
    await this.checkRecordings(principal, body, ids);
    if (named) assertGiven(named);
    const consent = named ?? (await this.givenConsent(principal, body.consent, ids));
    const sampleUploadIds = await Promise.all(
      body.samples.map((sample, index) =>
        this.uploadIdOf(principal, sample, { purpose: 'sample', pointer: `/samples/${index}/sourceUrl` }, ids),
      ),
    );
    return this.commit.create(this.newVoice(principal, { ...body, sampleUploadIds }, consent, ids));
  }

  /** Checks all recordings before anything is written. */
  private async checkRecordings(
    principal: Principal,
    { samples, consent }: CreateVoiceBody,
    ids: RequestIds,
  ): Promise<void> {
    const consentId = ids.resumed && consent ? ids.id('consent') : undefined;
    const check = async (recording: Recording, purpose: UploadPurpose, pointer: string): Promise<void> => {
      const { uploadId, sourceUrl } = recording;
      if (sourceUrl !== undefined) this.fetchUpload.check({ sourceUrl, pointer: `${pointer}/sourceUrl` });
      else {
        const reference = { uploadId: uploadId ?? '', purpose, pointer: `${pointer}/uploadId`, consentId };
        await this.uploads.check(principal, reference);
      }
    };
    const limit = pLimit(CHECKS_AT_ONCE);
    await Promise.all([
      ...samples.map((sample, index) => limit(() => check(sample, 'sample', `/samples/${index}`))),
      ...(consent ? [check(consent, 'consent', '/consent')] : []),
    ]);
  }

  /** The upload of a recording: the one that is named, or one that is about to be fetched. */
  private async uploadIdOf(
    principal: Principal,
    { uploadId, sourceUrl }: Recording,
    fetched: { readonly purpose: UploadPurpose; readonly pointer: string },
    ids: RequestIds,
  ): Promise<string> {
    if (sourceUrl === undefined) return uploadId ?? '';
    const recording = { ...fetched, sourceUrl, role: fetched.pointer };
    return (await this.fetchUpload.execute(principal, recording, ids)).id;
  }

  /** The consent that is given with the request, which begins to be verified. */
  private async givenConsent(
    principal: Principal,
    given: CreateVoiceBody['consent'],
    ids: RequestIds,
  ): Promise<Consent> {
    if (!given) throw new TypeError('A voice needs a consent.');
    const earlier =
      ids.resumed && (await this.documents.findReferenced('consent', principal.tenantId, ids.id('consent')));
    if (earlier) {
      await this.commit.resume(earlier);
      return earlier;
    }
    const { uploadId: _, sourceUrl: __, ...parties } = given;
    const fetched = { purpose: 'consent', pointer: '/consent/sourceUrl' } as const;
    const uploadId = await this.uploadIdOf(principal, given, fetched, ids);
    const consent = startVerification(newConsent(principal, parties, ids), uploadId, ids);
    await this.commit.create(consent);
    return consent;
  }

  private async namedConsent(principal: Principal, consentId: string): Promise<Consent> {
    const consent = await this.documents.findLatest('consent', principal.tenantId, consentId);
    if (!consent) throw unknownReference('consent', consentId, '/consentId');
    // Anyone who enrolls a voice owns it: nobody gets hold of another's voice by way of its consent.
    assertOwner(principal, consent);
    return consent;
  }

  private newVoice(
    principal: Principal,
    body: CreateVoiceBody & Pick<Voice, 'sampleUploadIds'>,
    consent: Consent,
    ids: RequestIds,
  ): Voice {
    const id = ids.id('voice');
    const now = new Date().toISOString();
    const { tenantId, objectId: ownerId } = principal;
    return {
      id,
      kind: 'voice',
      tenantId,
      ownerId,
      status: 'draft',
      stage: 'waiting-for-recordings',
      name: body.name,
      description: body.description,
      voiceKind: body.kind,
      locale: body.locale ?? consent.locale,
      ...fieldsOfKind(body, this.config),
      consentId: consent.id,
      sampleUploadIds: body.sampleUploadIds,
      operationId: ids.id('operation', 'voice'),
      createdAt: now,
      updatedAt: now,
      outbox: [
        messages.voiceCreate({ tenantId, subjectId: id }),
        auditMessage(principal, {
          action: 'voice.create',
          subject: { kind: 'voice', id },
          details: { consentId: consent.id },
        }),
      ],
    };
  }
}

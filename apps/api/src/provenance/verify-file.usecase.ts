import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { C2paProcesses, type FileMark, type FileVerdict, type RecordMatch, verdictOf } from '#audio';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { atMost } from '../platform/forms/at-most.ts';
import { inTime } from '../platform/forms/in-time.ts';
import { audioSlotsBusy } from '../platform/open-answers/open-answers.ts';
import { TemporarySlots } from '../uploads/temporary-slots.service.ts';
import { MatchRecord } from './match-record.ts';
import type { VerificationView } from './verification.schema.ts';

/** Callers may have one verification each: among them it is first come, first served. */
const EVERYBODY = 'everybody';

const DETAILS: Readonly<Record<FileVerdict, string>> = {
  'ours-intact': 'This deployment made the speech in this file, and its audio is unchanged.',
  'ours-changed':
    'The file has a mark of this deployment as it was handed out, and other audio or another way to play it. It was changed, or the mark was moved to other audio.',
  'synthetic-by-others':
    'The file says that a model made its audio. No certificate that this deployment lists as its own has signed it, and no record has its audio.',
  'marked-unsigned':
    'The file says that a model made its audio. No valid signature and no record confirms who made it, and anyone can write such a mark.',
  'no-mark':
    'No mark was found. This proves nothing: marks can be removed, and most synthetic speech of others has none.',
};
const CONVERTED =
  'The file has an id of this deployment in a tag that another program has written, and other audio than was handed out under it. It may be that audio re-encoded, or anything else: such a tag is easily copied.';
const JOINED =
  'The file is marked as one file of several items of a batch. Its audio is not recorded as a whole, so nothing confirms that it is unchanged. The files of single items can be verified.';
const UNEXAMINED = 'The file could not be examined within the limits of time and memory, so nothing is known of it.';
const WITHDRAWN = 'It is synthetic, and its record is `withdrawn`: a person whose voice is heard was erased.';

/**
 * Says what a file is, and keeps nothing of it. It is in the temporary directory meanwhile, in one of the slots for audio, and is read by a child
 * process. Nothing is fetched. See ADR 192.
 */
@Injectable()
export class VerifyFile implements BeforeApplicationShutdown {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly processes: C2paProcesses,
    private readonly records: MatchRecord,
    private readonly slots: TemporarySlots,
  ) {}

  /**
   * @param read begins to read the form, once there is a slot
   * @param principal undefined: a caller without a token
   * @throws ServiceError `audio-slots-busy`, before anything is read; `payload-too-large`, `upload-too-slow`
   */
  async execute(
    read: () => Promise<Readable>,
    principal: Principal | undefined,
    signal: AbortSignal,
  ): Promise<VerificationView> {
    const release = await this.slots.tryTake(EVERYBODY);
    if (!release) throw audioSlotsBusy('This replica has a few slots for audio, shared by all callers');
    try {
      return await this.verify(inTime(await read(), false), principal, signal);
    } finally {
      release();
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.processes.close();
  }

  private async verify(
    content: Readable,
    principal: Principal | undefined,
    signal: AbortSignal,
  ): Promise<VerificationView> {
    const directory = await mkdtemp(join(tmpdir(), 'verify-'));
    try {
      const path = join(directory, 'file');
      const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
      await pipeline(content, atMost(this.config.provenance.verifyMaxBytes), file, { signal });
      return await this.examine(path, principal, signal);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  private async examine(
    path: string,
    principal: Principal | undefined,
    signal: AbortSignal,
  ): Promise<VerificationView> {
    const mark = await this.processes.mark(path, signal);
    const { trustAnchors, ownCertificates } = this.config.manifests;
    const report = await this.processes.read(path, trustAnchors, ownCertificates, signal);
    const { codes, isSignedHere: _, ...manifest } = report;
    const { match, hasSizeOrAudio, record } = await this.records.match(principal, manifest, mark);
    const { isSynthetic = false, isTaggedHere = false, hasExactTag = false, provenanceId } = mark ?? {};
    const verdict = verdictOf({
      manifest: report,
      mark: { isSynthetic, isTaggedHere, hasExactTag },
      record: match,
      recordId: record?.id,
      hasSizeOrAudio,
    });
    return {
      verdict,
      detail: detailOf({ verdict, match, isExamined: mark !== undefined, record }),
      ...(mark && { file: fileOf(mark) }),
      manifest: { ...manifest, codes: [...codes] },
      tag: { synthetic: isSynthetic || isTaggedHere, ...(provenanceId !== undefined && { provenanceId }) },
      recordMatch: match,
      ...(record && { record }),
    };
  }
}

function fileOf({ bytes, sha256, format, audioSha256 }: FileMark): VerificationView['file'] {
  return { bytes, sha256, format, audioSha256 };
}

function detailOf({
  verdict,
  match,
  isExamined,
  record,
}: {
  readonly verdict: FileVerdict;
  readonly match: RecordMatch;
  readonly isExamined: boolean;
  readonly record: VerificationView['record'];
}): string {
  if (!isExamined && verdict === 'no-mark') return UNEXAMINED;
  if (verdict === 'marked-unsigned' && match === 'differs') return CONVERTED;
  const detail =
    verdict === 'marked-unsigned' && match === 'unverified' && isOfItems(record) ? JOINED : DETAILS[verdict];
  return record?.status === 'withdrawn' ? `${detail} ${WITHDRAWN}` : detail;
}

/** Whether a record is that of a chunk of a batch, and the file names none of its items. */
function isOfItems(record: VerificationView['record']): boolean {
  return record?.statement.items !== undefined && record.item === undefined;
}

import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { C2paProcesses, type FileMark, verdictOf } from '#audio';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { atMost } from '../platform/forms/at-most.ts';
import { inTime } from '../platform/forms/in-time.ts';
import { audioSlotsBusy } from '../platform/open-answers/open-answers.ts';
import { TemporarySlots } from '../uploads/temporary-slots.service.ts';
import { MatchRecord } from './match-record.ts';
import { detailOf } from './verification-detail.ts';
import type { VerificationView } from './verification.schema.ts';

/** Callers may have one verification each: among them it is first come, first served. */
const EVERYBODY = 'everybody';

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
      detail: detailOf({ verdict, match, isExamined: mark !== undefined, record, codes }),
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

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  AudioProcessingError,
  type C2paProcesses,
  type ClaimSigner,
  isSignedContainer,
  TIME_STAMP_QUERY,
  type TimeStampAuthority,
  timeStampRequest,
  timeStampToken,
} from '#audio';
import { VERSION } from '#config';
import type { SpeechManifest } from '#domain';
import type { EgressClient } from '#egress';
import type { Logger } from '#observability';

/** Tokens of authorities are below 10 KB. */
const TIME_STAMP_LIMITS = { headersMs: 5_000, totalMs: 5_000, maxBytes: 64 * 1024 };

/** A file, and what it says of itself. */
export interface SpeechToSign {
  readonly path: string;
  /** Where a file may be written. */
  readonly directory: string;
  /** Of `OutputFormat`. */
  readonly format: string;
  readonly provenanceId: string;
}

/** The file to be stored; `manifest` is absent where this deployment does not sign, or the format has no place for a manifest. */
export interface SignedSpeech {
  readonly path: string;
  readonly manifest?: SpeechManifest;
}

/** Puts signed manifests (C2PA) into files. Nothing that goes wrong with it stops a synthesis: the file is stored unsigned then, and says so. See ADR 183. */
export class SignSpeech {
  /** @param signer undefined: there is no key */
  constructor(
    private readonly processes: C2paProcesses,
    readonly signer: ClaimSigner | undefined,
    private readonly maxBytes: number,
    private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** Whether a file of this format and size is signed, unless the key is away. @param format name of an output format */
  signs(format: string, sizeBytes: number): boolean {
    return this.signer !== undefined && isSignedContainer(format) && sizeBytes <= this.maxBytes;
  }

  /** @throws only when the signal is aborted, or this process ends */
  async sign({ path, directory, format, provenanceId }: SpeechToSign, signal: AbortSignal): Promise<SignedSpeech> {
    const { signer } = this;
    if (!signer || !isSignedContainer(format)) return { path };
    if ((await stat(path)).size > this.maxBytes) return { path, manifest: { state: 'unsigned', reason: 'too-large' } };
    const outputPath = join(directory, 'signed');
    try {
      const order = { inputPath: path, outputPath, container: format, provenanceId, version: VERSION };
      const { manifestId, timeStamp, timeStampError } = await this.processes.sign(order, signer, signal);
      if (timeStamp === 'unavailable') {
        this.logger.error(
          { err: timeStampError },
          'the time-stamp authority did not answer; speech was signed without it',
        );
      }
      return {
        path: outputPath,
        manifest: { state: 'signed', id: manifestId, algorithm: signer.algorithm, timeStamp },
      };
    } catch (error) {
      if (signal.aborted || (error instanceof AudioProcessingError && error.code === 'pool-closed')) throw error;
      this.logger.error({ err: error, format }, 'speech has no signed manifest, because it could not be signed');
      return { path, manifest: { state: 'unsigned', reason: 'signer-unavailable' } };
    }
  }
}

/** An authority on the network, which only the guarded egress reaches. */
export class HttpTimeStampAuthority implements TimeStampAuthority {
  constructor(
    private readonly egress: EgressClient,
    private readonly url: string,
  ) {}

  async stamp(imprint: Uint8Array, signal?: AbortSignal): Promise<Uint8Array> {
    const request = timeStampRequest(imprint);
    const { status, body } = await this.egress.request({
      url: this.url,
      method: 'POST',
      headers: { 'content-type': TIME_STAMP_QUERY },
      body: request.body,
      limits: TIME_STAMP_LIMITS,
      signal,
    });
    const answer = await buffer(body);
    if (status !== 200) throw new Error(`the time-stamp authority answered ${status}`);
    return timeStampToken(answer, request, imprint);
  }
}

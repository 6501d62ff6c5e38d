import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { AudioProfileName, AudioReport } from '../report/audio-report.ts';
import { rejection, type RejectionCode } from '../report/rejection.ts';

/** The report of a recording whose worker did not live to write one. */
export async function crashReport(
  inputPath: string,
  profile: AudioProfileName,
  code: RejectionCode,
  detail: string,
): Promise<AudioReport> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(inputPath) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return {
    verdict: 'autoRejected',
    rejection: rejection(code, detail),
    profile,
    sha256: hash.digest('hex'),
    sizeBytes,
    checks: [],
    fixes: [],
  };
}

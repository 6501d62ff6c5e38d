import type { InputFile } from '../decode/input-file.ts';
import type { AudioCheck } from '../report/audio-report.ts';

/** Tags and manifests are in front of the audio or behind it. */
const LOOKED_AT_BYTES = 1024 * 1024;
/**
 * The IPTC's terms for media that a model made in whole or in part (NewsCodes, "digitalsourcetype"). Tags, XMP and the claims of C2PA manifests hold them
 * as text, and our own tag does.
 */
const SYNTHETIC = [
  'trainedAlgorithmicMedia',
  'compositeWithTrainedAlgorithmicMedia',
  'compositeSynthetic',
  'algorithmicMedia',
];

/** Whether a file says of itself that it is synthetic, in a tag or a manifest (C2PA). That it does not proves nothing. */
export function isMarkedSynthetic(file: Pick<InputFile, 'read' | 'sizeBytes'>): boolean {
  const head = Buffer.from(file.read(0, LOOKED_AT_BYTES));
  const tail = Buffer.from(file.read(Math.max(0, file.sizeBytes - LOOKED_AT_BYTES), LOOKED_AT_BYTES));
  return [head, tail].some((part) =>
    SYNTHETIC.some((term) => part.includes(term) || part.includes(Buffer.from(term, 'utf16le'))),
  );
}

/** The check of a recording with a mark; others have none. */
export const SYNTHETIC_CHECK = {
  check: 'synthetic-speech',
  value: 1,
  unit: 'count',
  limit: 0,
  verdict: 'needsReview',
  atMs: [],
  advice:
    'The file says that a model made its audio. A voice needs recordings of the person: send one without synthetic speech.',
} as const satisfies AudioCheck;

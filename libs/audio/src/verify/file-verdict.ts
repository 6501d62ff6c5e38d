import type { ManifestReport } from '../c2pa/manifest-report.ts';
import type { FileMark } from './file-mark.ts';

/** In the order of how much they say. */
export const FILE_VERDICTS = [
  'ours-intact',
  'ours-changed',
  'synthetic-by-others',
  'marked-unsigned',
  'no-mark',
] as const;
export type FileVerdict = (typeof FILE_VERDICTS)[number];

/**
 * How a file compares with the record of the id that it names, or of its hash:
 * - `file`: all its bytes are those that were handed out; `audio`: its audio is, and its tags are not;
 * - `differs`: the record is of other audio, or the file plays the audio in another way;
 * - `unverified`: the record has no valid signature by a key of this deployment, or holds no hash of this audio;
 * - `none`: there is no record.
 */
export const RECORD_MATCHES = ['file', 'audio', 'differs', 'unverified', 'none'] as const;
export type RecordMatch = (typeof RECORD_MATCHES)[number];

export interface FileEvidence {
  readonly manifest: Pick<ManifestReport, 'state' | 'isSignedHere' | 'digitalSourceType' | 'provenanceId'>;
  readonly mark: Pick<FileMark, 'isSynthetic' | 'isTaggedHere' | 'hasExactTag'>;
  readonly record: RecordMatch;
  /** Id of that record, as the file names it. */
  readonly recordId: string | undefined;
  /** Whether the file has as many bytes as were handed out under its id, or the audio of the record. */
  readonly hasSizeOrAudio: boolean;
}

/** Terms of the IPTC for media that a model made in whole or in part end with one of these. */
const SYNTHETIC = /(trainedAlgorithmicMedia|compositeSynthetic|algorithmicMedia)$/i;

/**
 * What is known of a file. A tag alone proves nothing about who wrote it. A signature that is not ours proves nothing about us, even if one authority
 * has issued both certificates. See ADR 191.
 */
export function verdictOf(evidence: FileEvidence): FileVerdict {
  const { manifest, mark, record } = evidence;
  const { state, provenanceId } = manifest;
  const isRecorded = record === 'file' || record === 'audio';
  const isSignedHere = manifest.isSignedHere === true && provenanceId !== undefined;
  // `untrusted` is one of our certificates that has expired since: what it has signed is unchanged.
  if (isSignedHere && (state === 'trusted' || state === 'untrusted')) return 'ours-intact';
  if (state === 'mismatch' && isOfOurs(manifest, record)) return 'ours-changed';
  if (isRecorded) return 'ours-intact';
  if (record === 'differs' && isEdited(evidence)) return 'ours-changed';
  if (state !== 'none' && state !== 'unreadable' && SYNTHETIC.test(manifest.digitalSourceType ?? '')) {
    return 'synthetic-by-others';
  }
  if (!mark.isSynthetic && !mark.isTaggedHere) return 'no-mark';
  // A tag of another product, such as a digital source type in XMP. What is left of a manifest says nothing about its signer.
  return mark.isTaggedHere || state !== 'none' ? 'marked-unsigned' : 'synthetic-by-others';
}

/**
 * Whether a file whose audio is not that of its record is the file that was handed out, with changes in it. Converters write another size, drop the
 * manifest, and write a tag of their own: what is left of our tag is a hint then. See ADR 177.
 */
function isEdited({ manifest, mark, recordId, hasSizeOrAudio }: FileEvidence): boolean {
  // Others sign files too, into which anyone can copy an id.
  const hasManifest = manifest.provenanceId !== undefined && manifest.provenanceId === recordId;
  return hasSizeOrAudio || hasManifest || mark.hasExactTag;
}

/** Of a manifest that does not fit: whether we have signed it, for this audio or other audio, or a record has its id. */
function isOfOurs({ isSignedHere, provenanceId }: FileEvidence['manifest'], record: RecordMatch): boolean {
  if (provenanceId === undefined) return false;
  if (record === 'file' || record === 'audio' || record === 'differs') return true;
  return isSignedHere === true;
}

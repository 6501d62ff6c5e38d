import type { FileVerdict, ManifestReport, RecordMatch } from '#audio';
import type { VerificationView } from './verification.schema.ts';

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
const EXPIRED =
  'The certificate that signed it has expired and no trusted time-stamp shows that it was signed before, so other readers may call it untrusted.';
const WITHDRAWN = 'It is synthetic, and its record is `withdrawn`: a person whose voice is heard was erased.';

/** What was found, in words. @param codes of the manifest */
export function detailOf({
  verdict,
  match,
  isExamined,
  record,
  codes,
}: {
  readonly verdict: FileVerdict;
  readonly match: RecordMatch;
  readonly isExamined: boolean;
  readonly record: VerificationView['record'];
  readonly codes: ManifestReport['codes'];
}): string {
  if (!isExamined && verdict === 'no-mark') return UNEXAMINED;
  if (verdict === 'marked-unsigned' && match === 'differs') return CONVERTED;
  const isExpired = verdict === 'ours-intact' && codes.includes('signingCredential.expired');
  const isJoined = verdict === 'marked-unsigned' && match === 'unverified' && isOfItems(record);
  const sentences = [
    isJoined ? JOINED : DETAILS[verdict],
    ...(isExpired ? [EXPIRED] : []),
    ...(record?.status === 'withdrawn' ? [WITHDRAWN] : []),
  ];
  return sentences.join(' ');
}

/** Whether a record is that of a chunk of a batch, and the file names none of its items. */
function isOfItems(record: VerificationView['record']): boolean {
  return record?.statement.items !== undefined && record.item === undefined;
}

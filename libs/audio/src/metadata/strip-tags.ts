import type { AudioMetadata } from '../report/audio-report.ts';

/** Tags that describe the file, not a person: kept when their value is short and plain. */
const technicalTags: ReadonlySet<string> = new Set([
  'encoder',
  'encoder_options',
  'major_brand',
  'minor_version',
  'compatible_brands',
  'language',
  'duration',
  'number_of_samples',
  'vendor_id',
]);

/** Well-known tags that name, locate or describe a person, a work or a device: reported as present, never kept. */
const personalTags: ReadonlySet<string> = new Set([
  'title',
  'artist',
  'album',
  'album_artist',
  'author',
  'composer',
  'performer',
  'copyright',
  'comment',
  'description',
  'synopsis',
  'lyrics',
  'date',
  'creation_time',
  'location',
  'location-eng',
  'make',
  'model',
  'software',
  'encoded_by',
  'publisher',
  'genre',
  'track',
  'originator',
  'originator_reference',
  'origination_date',
  'origination_time',
  'coding_history',
  'umid',
  'handler_name',
  'com.apple.quicktime.location.iso6709',
  'com.apple.quicktime.make',
  'com.apple.quicktime.model',
  'com.apple.quicktime.software',
  'com.apple.quicktime.creationdate',
  'voice-memo-uuid',
]);

const plainValue = /^[\w .,:;+/()-]{1,80}$/;

/** Splits a file's tags into those that may be stored and the bare names of those that may not. */
export function stripTags(
  tags: Readonly<Record<string, string>>,
  file: { readonly id3Bytes: number; readonly hasVideo: boolean },
): AudioMetadata {
  const kept: Record<string, string> = {};
  const stripped = new Set<string>();
  let others = 0;
  for (const [name, value] of Object.entries(tags)) {
    const key = name.toLowerCase();
    if (technicalTags.has(key) && plainValue.test(value)) kept[key] = value;
    else if (technicalTags.has(key) || personalTags.has(key)) stripped.add(key);
    else others++;
  }
  return { tags: kept, strippedTags: [...stripped].sort(), strippedOtherTagCount: others, ...file };
}

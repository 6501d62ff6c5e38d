import type { Mutant } from '../mutant.ts';

const WAV = 'libs/audio/src/tags/wav-tag.ts';
const TAGGER_SPEC = 'libs/audio/src/tags/speech-tagger.spec.ts';
const READ_RECORD = 'apps/api/src/provenance/read-record.usecase.ts';
const RECORDS = 'libs/storage/src/provenance/provenance-store.ts';
const RECORDS_SPEC = 'libs/storage/src/provenance/provenance-store.spec.ts';
const MARKED = 'apps/api/src/batches/marked-item.ts';
const MARKED_SPEC = 'apps/api/src/batches/marked-item.spec.ts';

/** Marks of synthetic speech: what a file says of itself, and that its audio stays as it is. */
export const PROVENANCE: readonly Mutant[] = [
  {
    rule: 'the ids in a record are for readers of its tenant',
    file: READ_RECORD,
    anchor: `record.tenantId === principal.tenantId && hasRole`,
    replacement: `hasRole`,
    spec: 'apps/api/src/provenance/read-record.usecase.spec.ts',
  },
  {
    rule: 'the ids in a record are for roles that read speech',
    file: READ_RECORD,
    anchor: `&& hasRole(principal, 'Voice.Read', 'Voice.Synthesize')`,
    replacement: ``,
    spec: 'apps/api/src/provenance/read-record.usecase.spec.ts',
  },
  {
    rule: 'an erasure removes the ids from a record',
    file: 'libs/domain/src/provenance.ts',
    anchor: `return { id, tenantId, kind, statement, ...(signature && { signature }), withdrawnAt };`,
    replacement: `return { ...record, withdrawnAt };`,
    spec: RECORDS_SPEC,
  },
  {
    rule: 'an erasure is of one tenant',
    file: RECORDS,
    anchor: '`c.tenantId = @tenantId AND ARRAY_CONTAINS(c.details.${list}, @id)`',
    replacement: '`ARRAY_CONTAINS(c.details.${list}, @id)`',
    spec: RECORDS_SPEC,
  },
  {
    rule: 'a record of an erased person gets no ids again',
    file: RECORDS,
    anchor: `stored.withdrawnAt !== undefined || `,
    replacement: ``,
    spec: RECORDS_SPEC,
  },
  {
    rule: 'live speech that was cut off is not recorded as complete',
    file: 'apps/api/src/speech/live-records.service.ts',
    anchor: `let complete = false;`,
    replacement: `let complete = true;`,
    spec: 'apps/api/src/speech/live-records.service.spec.ts',
  },
  {
    rule: 'the hash of audio leaves out the ID3 tags in front of it',
    file: 'libs/audio/src/tags/audio-hash.ts',
    anchor: `id3: (bytes) => toTheEnd(behindId3(bytes)),`,
    replacement: `id3: () => toTheEnd(0),`,
    spec: 'libs/audio/src/tags/audio-hash.spec.ts',
  },
  {
    rule: 'a WAV file with a tag has the size that its header says',
    file: WAV,
    anchor: `tagged.writeUInt32LE(size + list.length, RIFF_SIZE_AT)`,
    replacement: `tagged.writeUInt32LE(size, RIFF_SIZE_AT)`,
    spec: 'libs/audio/src/tags/wav-tag.spec.ts',
  },
  {
    rule: 'a chunk of a WAV file ends on an even byte',
    file: WAV,
    anchor: `Buffer.alloc(content.length % 2)`,
    replacement: `Buffer.alloc(0)`,
    spec: 'libs/audio/src/tags/wav-tag.spec.ts',
  },
  {
    rule: 'an MP3 has one ID3 tag',
    file: 'libs/audio/src/tags/id3-tag.ts',
    anchor: `return { bytes: tag, replaced, place`,
    replacement: `return { bytes: tag, replaced: 0, place`,
    spec: TAGGER_SPEC,
  },
  {
    rule: 'the page of a comment header has a checksum of its own',
    file: 'libs/audio/src/tags/ogg-tag.ts',
    anchor: `bytes.writeUInt32LE(oggChecksum(bytes), CHECKSUM_AT);`,
    replacement: ``,
    spec: TAGGER_SPEC,
  },
  {
    rule: 'the index of a WebM file leads to its clusters after the tag has moved them',
    file: 'libs/audio/src/tags/webm-tag.ts',
    anchor: `const move = (position: number): number => position + this.movedBy;`,
    replacement: `const move = (position: number): number => position;`,
    spec: TAGGER_SPEC,
  },
  {
    rule: 'the last block of metadata of a FLAC file says that it is the last',
    file: 'libs/audio/src/tags/flac-tag.ts',
    anchor: `index === kept.length - 1`,
    replacement: `index === blocks.length`,
    spec: TAGGER_SPEC,
  },
  {
    rule: 'an id that replaces the placeholder changes the checksum of its page',
    file: 'libs/audio/src/tags/tag-patch.ts',
    anchor: `return [{ at: page.checksumAt, xor: checksum }, id];`,
    replacement: `return [id];`,
    spec: TAGGER_SPEC,
  },
  {
    rule: 'an archive knows the checksum of a file with the id in it',
    file: MARKED,
    anchor: `return crc32Patched(speech.crc32, this.patches, speech.sizeBytes);`,
    replacement: `return speech.crc32;`,
    spec: MARKED_SPEC,
  },
  {
    rule: 'a WAV file that earlier releases have spoken is handed out as it is stored',
    file: MARKED,
    anchor: `return isMarked && format.name === 'wav'`,
    replacement: `return format.name === 'wav'`,
    spec: MARKED_SPEC,
  },
  {
    rule: 'files without a tag are not shared with batches whose files have one',
    file: 'apps/worker/src/batches/chunk-ssml.ts',
    anchor: 'isTaggedContainer(name) ? `${batchFormat} tagged` : batchFormat',
    replacement: 'batchFormat',
    spec: 'apps/worker/src/batches/chunk-ssml.spec.ts',
  },
  {
    rule: 'what a file says does not show which synthesis it is',
    file: 'libs/storage/src/provenance/provenance-ids.ts',
    anchor: '`${PREFIX}${time}${random}`',
    replacement: '`${PREFIX}${subjectId.slice(-26)}`',
    spec: 'libs/storage/src/provenance/provenance-ids.spec.ts',
  },
  {
    rule: 'live speech has the tag in it',
    file: 'apps/api/src/speech/mark-speech.service.ts',
    anchor: `return isTaggedContainer(name) ?`,
    replacement: `return name === 'mp3' && isTaggedContainer(name) ?`,
    spec: 'apps/api/src/speech/mark-speech.service.spec.ts',
  },
  {
    rule: 'a stored synthesis has the tag in it',
    file: 'apps/worker/src/syntheses/speech-file.ts',
    anchor: `tagger ? taggedSpeech(audio, tagger) : audio`,
    replacement: `audio`,
    spec: 'apps/worker/src/syntheses/speech-file.spec.ts',
  },
  {
    rule: 'an answer with synthetic audio says so',
    file: 'apps/api/src/platform/answers/provenance-headers.ts',
    anchor: `return { 'x-ai-generated': '1', `,
    replacement: `return { `,
    spec: 'apps/api/src/syntheses/read-audio.usecase.spec.ts',
  },
  {
    rule: 'a file that was changed is not merely untrusted',
    file: 'libs/audio/src/c2pa/read-manifest.ts',
    anchor: `failures.every(isCredential)`,
    replacement: `failures.some(isCredential)`,
    spec: 'libs/audio/src/c2pa/c2pa-processes.spec.ts',
  },
  {
    rule: 'a process that was killed does not get another job',
    file: 'libs/audio/src/c2pa/c2pa-process.ts',
    anchor: `this.#exited === undefined && !this.#isKilled`,
    replacement: `this.#exited === undefined`,
    spec: 'libs/audio/src/c2pa/c2pa-processes.spec.ts',
  },
  {
    rule: 'a recording with a mark of synthetic speech is not accepted without a warning',
    file: 'libs/audio/src/worker/process-job.ts',
    anchor: `if (!isMarkedSynthetic(file)) return outcome;`,
    replacement: `if (isMarkedSynthetic(file)) return outcome;`,
    spec: 'libs/audio/src/judge/synthetic-mark.spec.ts',
  },
  {
    rule: 'a vault that refuses for now is asked again',
    file: 'libs/auth/src/vault/key-vault-key.ts',
    anchor: `new Set([403, 408, 429, 500, 502, 503, 504])`,
    replacement: `new Set([408, 500, 502, 503, 504])`,
    spec: 'libs/auth/src/vault/key-vault-key.spec.ts',
  },
  {
    rule: 'a redirect of a time-stamp authority is not followed',
    file: 'apps/worker/src/platform/sign-speech.ts',
    anchor: `limits: TIME_STAMP_LIMITS,`,
    replacement: `limits: TIME_STAMP_LIMITS, maxRedirects: 3,`,
    spec: 'test/security/provenance/time-stamp-authority.spec.ts',
  },
];

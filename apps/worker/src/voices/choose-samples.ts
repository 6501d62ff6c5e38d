import type { CanonicalAudio, Failure, Upload } from '#domain';

/** Azure takes 5 to 90 s of speech for a personal voice (Microsoft Learn, personal-voice-create-voice, 2026-02-25). */
const PROMPT_MIN_MS = 5_000;
const PROMPT_MAX_MS = 90_000;

/** The samples to enroll with, in the order given, as many as fit into what Azure takes; a failure when there are not enough. */
export function chooseSamples(uploads: readonly (Upload | undefined)[]): readonly CanonicalAudio[] | Failure {
  const all = chooseRecordings(uploads);
  if ('code' in all) return all;
  const chosen: CanonicalAudio[] = [];
  let totalMs = 0;
  for (const sample of all) {
    if (totalMs + sample.durationMs > PROMPT_MAX_MS) continue;
    totalMs += sample.durationMs;
    chosen.push(sample);
  }
  if (totalMs >= PROMPT_MIN_MS) return chosen;
  const found = `${(totalMs / 1000).toFixed(1)} s`;
  return {
    code: 'sample-too-short',
    detail: `The samples contain ${found} of usable audio; at least ${PROMPT_MIN_MS / 1000} s are needed. Add a sample.`,
  };
}

/** All samples, in the order given; a failure when one of them cannot be used. */
export function chooseRecordings(uploads: readonly (Upload | undefined)[]): readonly CanonicalAudio[] | Failure {
  const chosen: CanonicalAudio[] = [];
  for (const [index, upload] of uploads.entries()) {
    if (upload?.status !== 'accepted' || !upload.canonical) {
      const { detail, advice } = upload?.rejection ?? {
        detail: 'It never arrived, or was deleted.',
        advice: 'Upload it again.',
      };
      return { code: 'sample-rejected', detail: `Sample ${index + 1} cannot be used. ${detail} ${advice}` };
    }
    chosen.push(upload.canonical);
  }
  return chosen;
}

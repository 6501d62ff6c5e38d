/** Advice by stable code. Codes are part of the public contract: add, never rename. */
const advice = {
  'audio-empty': 'The file has no content. Record again and check that the upload finished.',
  'audio-unsupported-format':
    'Send WAV, FLAC, MP3, AAC (M4A, MP4 or ADTS), ALAC, Ogg (Opus or Vorbis), WebM/Opus, AIFF, CAF or AMR; convert others, preferably to WAV or FLAC.',
  'audio-undecodable': 'The file is damaged or cut off. Export it again from the recorder, preferably as WAV or FLAC.',
  'audio-inconsistent-format':
    'The sample rate or channel count changes inside the file. Export it as one WAV or FLAC file.',
  'audio-multiple-streams': 'The file contains several audio tracks. Export only the track with the voice.',
  'audio-too-many-channels': 'Export the recording as mono or stereo.',
  'audio-too-short': 'Record for longer; the check states the limit.',
  'audio-too-long': 'Cut the recording to its best part and send only that.',
  'audio-low-sample-rate': 'Record at 24 kHz or more (at least 16 kHz). Raising the rate afterwards does not help.',
  'audio-low-bandwidth':
    'The recording was once stored at telephone quality, although its sample rate is higher. Send the original recording.',
  'audio-too-quiet': 'Record again closer to the microphone or with more input gain.',
  'audio-clipped':
    'The input was overdriven, which cannot be repaired. Record again with less input gain, peaks near -6 dBFS.',
  'audio-too-noisy': 'Record again in a quiet room, closer to the microphone, with fans and air conditioning off.',
  'audio-several-speakers': 'Only one person may be heard. Cut the recording to that person, or record again.',
  'audio-mostly-silent': 'Most of the recording contains no speech. Cut the silence or record again.',
  'audio-no-speech': 'Too little speech was found. Check that the right microphone was recorded, and speak for longer.',
  'audio-limits-exceeded':
    'Decoding needed more time, memory or samples than allowed. Send a shorter recording as WAV or FLAC.',
  'audio-decoder-crashed':
    'The file crashed the decoder. Export it again from the recorder, preferably as WAV or FLAC.',
} as const satisfies Record<string, string>;

export type RejectionCode = keyof typeof advice;

export const rejectionCodes = Object.keys(advice) as readonly RejectionCode[];

/** Why a recording cannot be used, what was found, and what the speaker should do about it. */
export interface AudioRejection {
  readonly code: RejectionCode;
  readonly detail: string;
  readonly advice: string;
}

/** Builds the rejection of `code`; `detail` states what was found, in one sentence. */
export function rejection(code: RejectionCode, detail: string): AudioRejection {
  return { code, detail, advice: advice[code] };
}

/** Thrown inside the worker to end a job with a rejection instead of an error. */
export class RejectedAudio extends Error {
  readonly rejection: AudioRejection;

  constructor(code: RejectionCode, detail: string) {
    super(`${code}: ${detail}`);
    this.name = 'RejectedAudio';
    this.rejection = rejection(code, detail);
  }
}

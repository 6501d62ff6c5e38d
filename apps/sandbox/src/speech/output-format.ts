/** How synthesized audio is written. */
export interface OutputFormat {
  /** The name on the wire, for example `raw-24khz-16bit-mono-pcm`. */
  readonly name: string;
  readonly container: 'raw' | 'riff' | 'mp3' | 'ogg' | 'webm' | 'flac';
  readonly codec: 'pcm' | 'mulaw' | 'alaw' | 'mp3' | 'opus' | 'flac';
  /** Hz. */
  readonly sampleRate: number;
  /** Bits per second; for the lossy codecs. */
  readonly bitRate?: number;
  /** Of the files in a batch result. */
  readonly fileExtension: string;
  readonly contentType: string;
}

export const DEFAULT_BATCH_FORMAT = 'riff-24khz-16bit-mono-pcm';
/** What a Speech SDK on Node asks for when it is not told. */
export const DEFAULT_REALTIME_FORMAT = 'riff-16khz-16bit-mono-pcm';

const RATES: Readonly<Record<string, number>> = {
  '8khz': 8000,
  '16khz': 16_000,
  '22050hz': 22_050,
  '24khz': 24_000,
  '44100hz': 44_100,
  '48khz': 48_000,
};

/**
 * The documented audio outputs (Speech service "Text to speech REST API", section Audio outputs, and the SDK's
 * AudioOutputFormat.ts). Undefined for names outside of it and for the codecs that the sandbox does not have: AMR-WB, TrueSilk,
 * Siren, G.722, and headerless Opus.
 */
export function findOutputFormat(name: string): OutputFormat | undefined {
  const wav =
    /^(raw|riff)-(8khz|16khz|22050hz|24khz|44100hz|48khz)-(16bit-mono-pcm|8bit-mono-mulaw|8bit-mono-alaw)$/.exec(name);
  if (wav !== null) {
    const [, container, rate, kind] = wav;
    const codec = kind === '16bit-mono-pcm' ? 'pcm' : kind === '8bit-mono-mulaw' ? 'mulaw' : 'alaw';
    if (codec !== 'pcm' && rate !== '8khz') return undefined;
    return {
      name,
      container: container === 'raw' ? 'raw' : 'riff',
      codec,
      sampleRate: RATES[rate ?? ''] ?? 0,
      fileExtension: container === 'raw' ? 'pcm' : 'wav',
      contentType: container === 'riff' ? 'audio/x-wav' : codec === 'pcm' ? 'audio/pcm' : 'audio/basic',
    };
  }
  const mp3 = /^audio-(16khz|24khz|48khz)-(32|48|64|96|128|160|192)kbitrate-mono-mp3$/.exec(name);
  if (mp3 !== null) {
    return {
      name,
      container: 'mp3',
      codec: 'mp3',
      sampleRate: RATES[mp3[1] ?? ''] ?? 0,
      bitRate: Number(mp3[2]) * 1000,
      fileExtension: 'mp3',
      contentType: 'audio/mpeg',
    };
  }
  const opus = /^(ogg|webm)-(16khz|24khz|48khz)-16bit(-24kbps)?-mono-opus$/.exec(name);
  if (opus !== null) {
    const container = opus[1] === 'ogg' ? 'ogg' : 'webm';
    return {
      name,
      container,
      codec: 'opus',
      sampleRate: RATES[opus[2] ?? ''] ?? 0,
      bitRate: opus[3] === undefined ? 32_000 : 24_000,
      fileExtension: container,
      contentType: container === 'ogg' ? 'audio/ogg; codecs=opus' : 'audio/webm; codec=opus',
    };
  }
  const flac = /^audio-(24khz|48khz)-16bit-mono-flac$/.exec(name);
  if (flac !== null) {
    return {
      name,
      container: 'flac',
      codec: 'flac',
      sampleRate: RATES[flac[1] ?? ''] ?? 0,
      fileExtension: 'flac',
      contentType: 'audio/flac',
    };
  }
  return undefined;
}

import type { OutputFormat } from '../output-format.ts';
import { encodeALaw, encodeMuLaw } from '../signal/g711.ts';
import { toPcm16, wavHeader } from '../signal/wav.ts';
import type { Encoder } from './encoder-interface.ts';

/** Sizes in a RIFF header that is sent before the length is known. */
const UNKNOWN_BYTES = 0x7fff_ff00;

export async function createEncoder(format: OutputFormat): Promise<Encoder> {
  switch (format.codec) {
    case 'pcm':
      return withHeader(format, toPcm16);
    case 'mulaw':
      return withHeader(format, encodeMuLaw);
    case 'alaw':
      return withHeader(format, encodeALaw);
    case 'mp3':
    case 'opus':
    case 'flac': {
      // Loaded only when asked for: the FFmpeg library takes 0.2 s and its memory.
      const { createCompressedEncoder } = await import('./compressed-encoder.ts');
      return createCompressedEncoder(format);
    }
  }
}

/** The header of a RIFF file with `dataBytes` of audio. */
export function riffHeader(format: OutputFormat, dataBytes = UNKNOWN_BYTES): Uint8Array {
  const bits = format.codec === 'pcm' ? 16 : 8;
  const tag = format.codec === 'pcm' ? 1 : format.codec === 'alaw' ? 6 : 7;
  return wavHeader(dataBytes, format.sampleRate, bits, tag);
}

function withHeader(format: OutputFormat, encode: (samples: Float32Array) => Uint8Array): Encoder {
  let headerDue = format.container === 'riff';
  return {
    encode: (samples) => {
      const bytes = encode(samples);
      if (!headerDue) return Promise.resolve(bytes);
      headerDue = false;
      return Promise.resolve(Buffer.concat([riffHeader(format), bytes]));
    },
    finish: () => Promise.resolve(new Uint8Array(0)),
    close: () => {},
  };
}

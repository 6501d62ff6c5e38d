import { ServiceError } from '#domain';

interface FormatFamily {
  readonly contentType: string;
  /** Without the dot. */
  readonly fileExtension: string;
  readonly defaultSampleRateHz: number;
  /** By sample rate in Hz: what is asked of the real-time service and of batch synthesis. */
  readonly rates: Readonly<Record<number, readonly [streaming: string, batch: string]>>;
  /** Of samples without a container, in bytes: the duration follows from the size. */
  readonly bytesPerSample?: number;
}

/** Azure names of 16-bit linear PCM, without and with a RIFF header. */
const pcmRates: FormatFamily['rates'] = {
  8000: ['raw-8khz-16bit-mono-pcm', 'riff-8khz-16bit-mono-pcm'],
  16000: ['raw-16khz-16bit-mono-pcm', 'riff-16khz-16bit-mono-pcm'],
  22050: ['raw-22050hz-16bit-mono-pcm', 'riff-22050hz-16bit-mono-pcm'],
  24000: ['raw-24khz-16bit-mono-pcm', 'riff-24khz-16bit-mono-pcm'],
  44100: ['raw-44100hz-16bit-mono-pcm', 'riff-44100hz-16bit-mono-pcm'],
  48000: ['raw-48khz-16bit-mono-pcm', 'riff-48khz-16bit-mono-pcm'],
};

function same(rates: Record<number, string>): FormatFamily['rates'] {
  return Object.fromEntries(Object.entries(rates).map(([rate, name]) => [rate, [name, name] as const]));
}

/**
 * Our format names and what they are at Azure (the output formats of "Text to speech REST API"; FLAC is in the Speech SDK only).
 * All are mono. Of the bit rates, the one in the middle is taken. `wav` is asked for as `raw-*` because the service streams no RIFF;
 * its header is ours (`wavHeader`).
 */
const FAMILIES = {
  wav: {
    contentType: 'audio/wav',
    fileExtension: 'wav',
    defaultSampleRateHz: 24_000,
    rates: pcmRates,
    bytesPerSample: 2,
  },
  pcm: {
    contentType: 'audio/pcm',
    fileExtension: 'pcm',
    defaultSampleRateHz: 24_000,
    rates: pcmRates,
    bytesPerSample: 2,
  },
  mp3: {
    contentType: 'audio/mpeg',
    fileExtension: 'mp3',
    defaultSampleRateHz: 24_000,
    rates: same({
      16000: 'audio-16khz-64kbitrate-mono-mp3',
      24000: 'audio-24khz-96kbitrate-mono-mp3',
      48000: 'audio-48khz-192kbitrate-mono-mp3',
    }),
  },
  opus: {
    contentType: 'audio/ogg; codecs=opus',
    fileExtension: 'ogg',
    defaultSampleRateHz: 24_000,
    rates: same({
      16000: 'ogg-16khz-16bit-mono-opus',
      24000: 'ogg-24khz-16bit-mono-opus',
      48000: 'ogg-48khz-16bit-mono-opus',
    }),
  },
  webm: {
    contentType: 'audio/webm; codecs=opus',
    fileExtension: 'webm',
    defaultSampleRateHz: 24_000,
    rates: same({ 16000: 'webm-16khz-16bit-mono-opus', 24000: 'webm-24khz-16bit-mono-opus' }),
  },
  flac: {
    contentType: 'audio/flac',
    fileExtension: 'flac',
    defaultSampleRateHz: 24_000,
    rates: same({ 24000: 'audio-24khz-16bit-mono-flac', 48000: 'audio-48khz-16bit-mono-flac' }),
  },
  mulaw: {
    contentType: 'audio/basic',
    fileExtension: 'ulaw',
    defaultSampleRateHz: 8000,
    rates: { 8000: ['raw-8khz-8bit-mono-mulaw', 'riff-8khz-8bit-mono-mulaw'] },
    bytesPerSample: 1,
  },
  alaw: {
    contentType: 'audio/PCMA',
    fileExtension: 'alaw',
    defaultSampleRateHz: 8000,
    rates: { 8000: ['raw-8khz-8bit-mono-alaw', 'riff-8khz-8bit-mono-alaw'] },
    bytesPerSample: 1,
  },
} as const satisfies Record<string, FormatFamily>;

export type OutputFormatName = keyof typeof FAMILIES;

export const OUTPUT_FORMAT_NAMES = Object.keys(FAMILIES) as readonly OutputFormatName[];

/** One format at one sample rate. */
export interface OutputFormat {
  readonly name: OutputFormatName;
  readonly sampleRateHz: number;
  /** What is asked of the real-time service, which sends no RIFF headers. */
  readonly streamingFormat: string;
  /** `properties.outputFormat` of batch synthesis; its files of `wav`, `pcm`, `mulaw` and `alaw` have RIFF headers. */
  readonly batchFormat: string;
  readonly contentType: string;
  readonly fileExtension: string;
  /** Of a stream without a container (`wav` before its header, `pcm`, `mulaw`, `alaw`). */
  readonly bytesPerSecond?: number | undefined;
}

/** The sample rates of a format, in Hz, ascending. */
export function sampleRatesOf(name: OutputFormatName): readonly number[] {
  return Object.keys(FAMILIES[name].rates).map(Number);
}

/** @throws ServiceError `invalid-request` when the format does not come at this rate. */
export function outputFormat(name: OutputFormatName, sampleRateHz?: number): OutputFormat {
  const family: FormatFamily = FAMILIES[name];
  const rate = sampleRateHz ?? family.defaultSampleRateHz;
  const azure = family.rates[rate];
  if (azure === undefined) {
    throw new ServiceError(
      'invalid-request',
      `The format ${name} is available at ${sampleRatesOf(name).join(', ')} Hz`,
    );
  }
  return {
    name,
    sampleRateHz: rate,
    streamingFormat: azure[0],
    batchFormat: azure[1],
    contentType: family.contentType,
    fileExtension: family.fileExtension,
    bytesPerSecond: family.bytesPerSample === undefined ? undefined : family.bytesPerSample * rate,
  };
}

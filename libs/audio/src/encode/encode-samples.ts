import { closeSync, openSync, readSync } from 'node:fs';
import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_LOG_QUIET,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  type AVSampleFormat,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, CodecContext, FormatContext, Frame, Log, Packet, Rational } from 'node-av/lib';
import type { EncodeJob, SpeechEncoding } from './encode-job.ts';

interface Encoder {
  readonly muxer: string;
  readonly codec: string;
  readonly sampleFormat: AVSampleFormat;
  /** Bits a second by sample rate: those of the Azure formats of the same name; a default for other rates. */
  readonly bitRates?: Readonly<Record<number, number>>;
}

const OPUS = {
  codec: 'libopus',
  sampleFormat: AV_SAMPLE_FMT_FLT,
  bitRates: { 16_000: 32_000, 24_000: 48_000, 48_000: 64_000 },
};
const ENCODERS: Readonly<Record<SpeechEncoding, Encoder>> = {
  mp3: {
    muxer: 'mp3',
    codec: 'libmp3lame',
    sampleFormat: AV_SAMPLE_FMT_FLTP,
    bitRates: { 16_000: 64_000, 24_000: 96_000, 48_000: 192_000 },
  },
  opus: { muxer: 'ogg', ...OPUS },
  webm: { muxer: 'webm', ...OPUS },
  flac: { muxer: 'flac', codec: 'flac', sampleFormat: AV_SAMPLE_FMT_S16 },
  mulaw: { muxer: 'mulaw', codec: 'pcm_mulaw', sampleFormat: AV_SAMPLE_FMT_S16 },
  alaw: { muxer: 'alaw', codec: 'pcm_alaw', sampleFormat: AV_SAMPLE_FMT_S16 },
};
const FRAME_SAMPLES_OF_PCM = 4_096;
const BYTES_PER_SAMPLE = 2;

/** Encodes a file of samples, one frame at a time; returns their number. Synchronous: for the child process only. */
export function encodeSamples(job: EncodeJob): number {
  Log.setLevel(AV_LOG_QUIET);
  const encoder = ENCODERS[job.encoding];
  const codec = Codec.findEncoderByName(encoder.codec as FFEncoderCodec);
  if (codec === null) throw new Error(`there is no encoder ${encoder.codec}`);
  const context = new CodecContext();
  const output = new FormatContext();
  const packet = new Packet();
  const input = openSync(job.inputPath, 'r');
  try {
    context.allocContext3(codec);
    context.sampleFormat = encoder.sampleFormat;
    context.sampleRate = job.sampleRateHz;
    context.channelLayout = AV_CHANNEL_LAYOUT_MONO;
    context.timeBase = new Rational(1, job.sampleRateHz);
    const bitRate = encoder.bitRates?.[job.sampleRateHz];
    if (bitRate !== undefined) context.bitRate = BigInt(bitRate);
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    must(context.open2Sync(codec, null), 'open the encoder');
    must(output.allocOutputContext2(null, encoder.muxer, job.outputPath), 'make the container');
    const stream = output.newStream(codec);
    must(stream.codecpar.fromContext(context), 'describe the stream');
    stream.timeBase = context.timeBase;
    must(output.openOutputSync(), 'open the file');
    must(output.writeHeaderSync(null), 'write the header');
    packet.alloc();
    const drain = (): void => {
      while (context.receivePacketSync(packet) >= 0) {
        packet.streamIndex = 0;
        packet.rescaleTs(context.timeBase, stream.timeBase);
        must(output.interleavedWriteFrameSync(packet), 'write a packet');
        packet.unref();
      }
    };
    const frameSamples = context.frameSize > 0 ? context.frameSize : FRAME_SAMPLES_OF_PCM;
    let samples = 0;
    for (const block of blocksOf(input, frameSamples)) {
      const frame = frameOf(block, encoder.sampleFormat, job.sampleRateHz, samples);
      must(context.sendFrameSync(frame), 'encode');
      frame.free();
      drain();
      samples += block.length / BYTES_PER_SAMPLE;
    }
    must(context.sendFrameSync(null), 'finish encoding');
    drain();
    must(output.writeTrailerSync(), 'finish the file');
    output.closeOutputSync();
    return samples;
  } finally {
    closeSync(input);
    packet.free();
    context.freeContext();
  }
}

/** The samples in blocks of one frame; the last may be shorter. */
function* blocksOf(descriptor: number, frameSamples: number): Generator<Buffer> {
  const size = frameSamples * BYTES_PER_SAMPLE;
  for (;;) {
    const block = Buffer.alloc(size);
    let filled = 0;
    while (filled < size) {
      const count = readSync(descriptor, block, filled, size - filled, null);
      if (count === 0) break;
      filled += count;
    }
    const whole = filled - (filled % BYTES_PER_SAMPLE);
    if (whole > 0) yield block.subarray(0, whole);
    if (filled < size) return;
  }
}

function frameOf(block: Buffer, format: AVSampleFormat, sampleRate: number, at: number): Frame {
  const nbSamples = block.length / BYTES_PER_SAMPLE;
  return Frame.fromAudioBuffer(format === AV_SAMPLE_FMT_S16 ? block : toFloat(block, nbSamples), {
    nbSamples,
    format,
    sampleRate,
    channelLayout: AV_CHANNEL_LAYOUT_MONO,
    timeBase: { num: 1, den: sampleRate },
    pts: BigInt(at),
  });
}

function toFloat(block: Buffer, nbSamples: number): Buffer {
  const floats = Buffer.alloc(nbSamples * 4);
  for (let i = 0; i < nbSamples; i++) floats.writeFloatLE(block.readInt16LE(i * BYTES_PER_SAMPLE) / 32_768, i * 4);
  return floats;
}

function must(result: number, what: string): void {
  if (result < 0) throw new Error(`could not ${what}: ${result}`);
}

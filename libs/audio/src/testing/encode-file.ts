import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_FLAG_QSCALE,
  AV_LOG_QUIET,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  AV_SAMPLE_FMT_S16P,
  type AVSampleFormat,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, CodecContext, FormatContext, Frame, Log, Packet, Rational } from 'node-av/lib';

export interface Encoding {
  readonly container: 'mp3' | 'mp4' | 'ogg' | 'webm' | 'flac' | 'aiff' | 'caf' | 'wav' | 'adts';
  readonly encoder:
    | 'libmp3lame'
    | 'aac'
    | 'libopus'
    | 'libvorbis'
    | 'flac'
    | 'alac'
    | 'pcm_s16be'
    | 'pcm_mulaw'
    | 'pcm_alaw';
  readonly sampleRateHz: number;
  readonly bitRateBps?: number;
  /** Variable bit rate instead: LAME's quality, 0 (best) to 9. */
  readonly quality?: number;
}

const integerFormats: readonly string[] = ['flac', 'alac', 'libopus', 'pcm_s16be', 'pcm_mulaw', 'pcm_alaw'];
/** FF_QP2LAMBDA. */
const qualityUnits = 118;
const frameSamplesOfPcm = 4_096;

/**
 * Writes mono samples as a compressed file, so that tests have files of every kind wherever they run. The samples must already
 * be at the encoding's rate.
 */
export function encodeFile(path: string, samples: Float32Array, encoding: Encoding): void {
  Log.setLevel(AV_LOG_QUIET);
  const { sampleRateHz } = encoding;
  const codec = Codec.findEncoderByName(encoding.encoder as FFEncoderCodec);
  if (codec === null) throw new Error(`no encoder ${encoding.encoder}`);
  const integers = encoding.encoder === 'alac' ? AV_SAMPLE_FMT_S16P : AV_SAMPLE_FMT_S16;
  const format = integerFormats.includes(encoding.encoder) ? integers : AV_SAMPLE_FMT_FLTP;
  const context = new CodecContext();
  context.allocContext3(codec);
  context.sampleFormat = format;
  context.sampleRate = sampleRateHz;
  context.channelLayout = AV_CHANNEL_LAYOUT_MONO;
  context.timeBase = new Rational(1, sampleRateHz);
  if (encoding.bitRateBps !== undefined) context.bitRate = BigInt(encoding.bitRateBps);
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  if (encoding.quality !== undefined) {
    context.setFlags(AV_CODEC_FLAG_QSCALE);
    context.globalQuality = encoding.quality * qualityUnits;
  }
  must(context.open2Sync(codec, null), 'open the encoder');
  const output = new FormatContext();
  must(output.allocOutputContext2(null, encoding.container, path), 'make the container');
  const stream = output.newStream(codec);
  must(stream.codecpar.fromContext(context), 'describe the stream');
  stream.timeBase = context.timeBase;
  must(output.openOutputSync(), 'open the file');
  must(output.writeHeaderSync(null), 'write the header');
  const packet = new Packet();
  packet.alloc();
  const drain = (): void => {
    while (context.receivePacketSync(packet) >= 0) {
      packet.streamIndex = 0;
      packet.rescaleTs(context.timeBase, stream.timeBase);
      must(output.interleavedWriteFrameSync(packet), 'write a packet');
      packet.unref();
    }
  };
  const frameSamples = context.frameSize > 0 ? context.frameSize : frameSamplesOfPcm;
  for (let from = 0; from < samples.length; from += frameSamples) {
    const part = samples.subarray(from, from + frameSamples);
    const frame = frameOf(part, format, sampleRateHz, from);
    must(context.sendFrameSync(frame), 'encode');
    frame.free();
    drain();
  }
  context.sendFrameSync(null);
  drain();
  must(output.writeTrailerSync(), 'finish the file');
  output.closeOutputSync();
  packet.free();
  context.freeContext();
}

function frameOf(part: Float32Array, format: AVSampleFormat, sampleRateHz: number, at: number): Frame {
  const isFloat = format === AV_SAMPLE_FMT_FLTP;
  const bytes = Buffer.alloc(part.length * (isFloat ? 4 : 2));
  part.forEach((value, i) => {
    if (!isFloat) bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))), i * 2);
    else bytes.writeFloatLE(value, i * 4);
  });
  return Frame.fromAudioBuffer(bytes, {
    nbSamples: part.length,
    format,
    sampleRate: sampleRateHz,
    channelLayout: AV_CHANNEL_LAYOUT_MONO,
    timeBase: { num: 1, den: sampleRateHz },
    pts: BigInt(at),
  });
}

function must(result: number, what: string): void {
  if (result < 0) throw new Error(`could not ${what}: ${result}`);
}

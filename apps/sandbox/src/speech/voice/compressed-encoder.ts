import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AV_LOG_QUIET,
  FF_ENCODER_FLAC,
  FF_ENCODER_LIBMP3LAME,
  FF_ENCODER_LIBOPUS,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  Frame,
  IOContext,
  Log,
  Packet,
  Rational,
} from 'node-av/lib';
import type { OutputFormat } from '../output-format.ts';
import { toPcm16 } from '../signal/wav.ts';
import type { Encoder } from './encoder-interface.ts';

const ENCODERS = { mp3: FF_ENCODER_LIBMP3LAME, opus: FF_ENCODER_LIBOPUS, flac: FF_ENCODER_FLAC } as const;
/** FLAC takes frames of any size up to this; the others say theirs. */
const FLAC_FRAME = 4096;
const IO_BUFFER = 16_384;

/**
 * Muxer options. Nothing can be written twice, because what was written is already with the client: no index, no header that is
 * completed at the end.
 */
const MUXER_OPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mp3: { write_xing: '0', id3v2_version: '0' },
  // A page every 20 ms of audio, and clusters that need no seeking.
  ogg: { page_duration: '20000' },
  webm: { live: '1', cluster_time_limit: '200' },
  flac: { write_header: '1' },
};

/**
 * MP3 tells decoders nowhere how much of its beginning is the encoder's own silence, unless in a header that is completed at the end.
 * The frames that are nothing else are left out; so each frame must be complete in itself.
 */
const ENCODER_OPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = { mp3: { reservoir: '0' } };
/** Samples of real audio, at most, that go with the silence: 4 ms at 24 kHz. */
const MP3_START_TOLERANCE = 100;

/** MP3, Opus (Ogg, WebM) and FLAC by FFmpeg. */
export async function createCompressedEncoder(format: OutputFormat): Promise<Encoder> {
  Log.setLevel(AV_LOG_QUIET);
  const codecName = ENCODERS[format.codec as keyof typeof ENCODERS];
  const codec = Codec.findEncoderByName(codecName);
  if (codec === null) throw new Error(`FFmpeg has no encoder ${codecName}`);
  const written: Buffer[] = [];
  const output = new FormatContext();
  check(output.allocOutputContext2(null, format.container, null), 'muxer');
  const io = new IOContext();
  io.allocContextWithCallbacks(IO_BUFFER, 1, null, (piece) => {
    // The buffer belongs to FFmpeg and is used again.
    written.push(Buffer.from(piece));
    return piece.length;
  });
  output.pb = io;

  const context = new CodecContext();
  context.allocContext3(codec);
  context.sampleRate = format.sampleRate;
  context.channelLayout = AV_CHANNEL_LAYOUT_MONO;
  context.sampleFormat =
    format.codec === 'flac' ? AV_SAMPLE_FMT_S16 : format.codec === 'opus' ? AV_SAMPLE_FMT_FLT : AV_SAMPLE_FMT_FLTP;
  context.timeBase = new Rational(1, format.sampleRate);
  if (format.bitRate !== undefined) context.bitRate = BigInt(format.bitRate);
  if (format.container === 'webm' || format.container === 'ogg') context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  const encoderOptions = Dictionary.fromObject(ENCODER_OPTIONS[format.codec] ?? {});
  check(await context.open2(codec, encoderOptions), 'encoder');
  encoderOptions.free();
  const stream = output.newStream(null);
  check(stream.codecpar.fromContext(context), 'stream parameters');
  stream.timeBase = context.timeBase;
  const options = Dictionary.fromObject(MUXER_OPTIONS[format.container] ?? {});
  check(await output.writeHeader(options), 'header');
  options.free();
  return new CompressedEncoder({ format, output, io, context, streamIndex: stream.index, written });
}

interface Parts {
  readonly format: OutputFormat;
  readonly output: FormatContext;
  readonly io: IOContext;
  readonly context: CodecContext;
  readonly streamIndex: number;
  /** What the muxer wrote and the caller has not yet had. */
  readonly written: Buffer[];
}

class CompressedEncoder implements Encoder {
  private readonly parts: Parts;
  private readonly packet = new Packet();
  /** Less than a frame. */
  private pending = new Float32Array(0);
  private position = 0n;

  constructor(parts: Parts) {
    this.parts = parts;
    this.packet.alloc();
  }

  async encode(samples: Float32Array): Promise<Uint8Array> {
    const size = this.frameSize();
    const all = new Float32Array(this.pending.length + samples.length);
    all.set(this.pending);
    all.set(samples, this.pending.length);
    let at = 0;
    for (; at + size <= all.length; at += size) await this.push(all.subarray(at, at + size));
    this.pending = all.slice(at);
    return this.take();
  }

  async finish(): Promise<Uint8Array> {
    const { context, output, io } = this.parts;
    if (this.pending.length > 0) await this.push(this.pending);
    check(await context.sendFrame(null), 'flush');
    await this.drain();
    check(await output.writeTrailer(), 'trailer');
    await io.flush();
    return this.take();
  }

  close(): void {
    const { context, output, io } = this.parts;
    this.packet.free();
    context.freeContext();
    output.pb = null;
    output.freeContext();
    io.freeContext();
  }

  private frameSize(): number {
    return this.parts.context.frameSize > 0 ? this.parts.context.frameSize : FLAC_FRAME;
  }

  private async push(samples: Float32Array): Promise<void> {
    const { context, format } = this.parts;
    const bytes = format.codec === 'flac' ? Buffer.from(toPcm16(samples)) : Buffer.from(samples.slice().buffer);
    const frame = Frame.fromAudioBuffer(bytes, {
      nbSamples: samples.length,
      format: context.sampleFormat,
      sampleRate: format.sampleRate,
      channelLayout: AV_CHANNEL_LAYOUT_MONO,
      timeBase: context.timeBase,
      pts: this.position,
    });
    this.position += BigInt(samples.length);
    try {
      check(await context.sendFrame(frame), 'frame');
    } finally {
      frame.free();
    }
    await this.drain();
  }

  private async drain(): Promise<void> {
    const { context, output, streamIndex } = this.parts;
    for (;;) {
      const received = await context.receivePacket(this.packet);
      if (received === AVERROR_EAGAIN || received === AVERROR_EOF) return;
      check(received, 'packet');
      if (this.isSilentStart()) {
        this.packet.unref();
        continue;
      }
      this.packet.streamIndex = streamIndex;
      const stream = output.streams[streamIndex];
      if (stream !== undefined) this.packet.rescaleTs(context.timeBase, stream.timeBase);
      check(await output.writeFrame(this.packet), 'write');
      this.packet.unref();
    }
  }

  private isSilentStart(): boolean {
    const { format, context } = this.parts;
    return format.codec === 'mp3' && this.packet.pts + BigInt(context.frameSize) <= MP3_START_TOLERANCE;
  }

  private take(): Uint8Array {
    return Buffer.concat(this.parts.written.splice(0));
  }
}

function check(result: number, what: string): void {
  FFmpegError.throwIfError(result, what);
}

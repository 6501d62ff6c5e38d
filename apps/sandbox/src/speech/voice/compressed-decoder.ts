import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_LOG_QUIET,
  AV_SAMPLE_FMT_FLTP,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVMEDIA_TYPE_AUDIO,
  AVSEEK_CUR,
  AVSEEK_END,
  AVSEEK_SET,
  AVSEEK_SIZE,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  Frame,
  InputFormat,
  IOContext,
  Log,
  Packet,
  SoftwareResampleContext,
  type Stream,
} from 'node-av/lib';
import type { Pcm } from '../signal/wav.ts';
import { concatenate } from './concatenate.ts';

/** FFmpeg's names of the containers that are opened. */
export type CompressedContainer = 'mp3' | 'flac' | 'ogg' | 'matroska' | 'mov';

const DECODERS = 'mp3float,mp3,flac,opus,vorbis,aac,alac';
const IO_BUFFER = 32_768;

/** Decodes the audio track to mono at its own rate. Rejects with an FFmpegError when there is none that can be decoded. */
export async function decodeCompressed(bytes: Uint8Array, container: CompressedContainer): Promise<Pcm> {
  Log.setLevel(AV_LOG_QUIET);
  const demuxer = InputFormat.findInputFormat(container);
  if (demuxer === null) throw new Error(`FFmpeg has no demuxer ${container}`);
  const io = new IOContext();
  const source = new ByteSource(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  io.allocContextWithCallbacks(
    IO_BUFFER,
    0,
    (size) => source.read(size),
    null,
    (offset, whence) => source.seek(offset, whence),
  );
  const input = new FormatContext();
  input.allocContext();
  input.pb = io;
  const options = Dictionary.fromObject({ codec_whitelist: DECODERS, protocol_whitelist: 'none' });
  try {
    FFmpegError.throwIfError(await input.openInput('', demuxer, options), 'open');
    FFmpegError.throwIfError(await input.findStreamInfo(null), 'probe');
    const stream = input.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO);
    if (stream === undefined) throw new Error('there is no audio track');
    return await decodeStream(input, stream);
  } finally {
    options.free();
    await input.closeInput();
    io.freeContext();
  }
}

async function decodeStream(input: FormatContext, stream: Stream): Promise<Pcm> {
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  if (codec === null) throw new Error('the codec is not known');
  const sampleRate = stream.codecpar.sampleRate;
  const context = new CodecContext();
  context.allocContext3(codec);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const pieces: Float32Array[] = [];
  let mixer: SoftwareResampleContext | undefined;
  const drain = async (): Promise<void> => {
    for (;;) {
      const received = await context.receiveFrame(frame);
      // Damaged packets are skipped, as every player does.
      if (received < 0) return;
      mixer ??= openMixer(frame, sampleRate);
      pieces.push(mix(mixer, frame));
      frame.unref();
    }
  };
  try {
    FFmpegError.throwIfError(stream.codecpar.toContext(context), 'parameters');
    FFmpegError.throwIfError(await context.open2(codec, null), 'decoder');
    while ((await input.readFrame(packet)) >= 0) {
      if (packet.streamIndex === stream.index) {
        const sent = await context.sendPacket(packet);
        if (sent >= 0 || sent === AVERROR_EAGAIN) await drain();
      }
      packet.unref();
    }
    const flushed = await context.sendPacket(null);
    if (flushed >= 0 || flushed === AVERROR_EOF) await drain();
  } finally {
    mixer?.free();
    frame.free();
    packet.free();
    context.freeContext();
  }
  if (pieces.length === 0) throw new Error('nothing could be decoded');
  return { samples: concatenate(pieces), sampleRate };
}

function openMixer(frame: Frame, sampleRate: number): SoftwareResampleContext {
  const mixer = new SoftwareResampleContext();
  const layout = frame.channelLayout;
  const format = frame.format as Parameters<SoftwareResampleContext['allocSetOpts2']>[4];
  FFmpegError.throwIfError(
    mixer.allocSetOpts2(AV_CHANNEL_LAYOUT_MONO, AV_SAMPLE_FMT_FLTP, sampleRate, layout, format, frame.sampleRate),
    'mixer',
  );
  FFmpegError.throwIfError(mixer.init(), 'mixer');
  return mixer;
}

function mix(mixer: SoftwareResampleContext, frame: Frame): Float32Array {
  const out = new Float32Array(frame.nbSamples + 64);
  const count = mixer.convertSync([Buffer.from(out.buffer)], out.length, frame.data, frame.nbSamples);
  FFmpegError.throwIfError(count, 'mix');
  return out.subarray(0, count);
}

/** Bytes as a file that FFmpeg reads. */
class ByteSource {
  private readonly bytes: Buffer;
  private position = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  read(size: number): Buffer | number {
    if (this.position >= this.bytes.length) return AVERROR_EOF;
    const piece = this.bytes.subarray(this.position, this.position + size);
    this.position += piece.length;
    return piece;
  }

  seek(offset: bigint, whence: number): bigint {
    if (whence === AVSEEK_SIZE) return BigInt(this.bytes.length);
    if (whence === AVSEEK_SET) this.position = Number(offset);
    else if (whence === AVSEEK_CUR) this.position += Number(offset);
    else if (whence === AVSEEK_END) this.position = this.bytes.length + Number(offset);
    return BigInt(this.position);
  }
}

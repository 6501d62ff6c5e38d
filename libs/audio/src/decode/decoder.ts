import {
  AV_CHANNEL_ORDER_NATIVE,
  AVDISCARD_ALL,
  AVDISCARD_DEFAULT,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVMEDIA_TYPE_AUDIO,
  AV_LOG_QUIET,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FormatContext, Frame, InputFormat, Log, Packet } from 'node-av/lib';
import { RejectedAudio } from '../report/rejection.ts';
import type { InputFile } from './input-file.ts';
import { type BlockSink, nativeLayout, PlanarBuffer } from './planar-buffer.ts';
import type { SniffedContainer } from './sniff-container.ts';

/** Decoders that may run. FFmpeg names; video, subtitle and rarely tested audio decoders stay closed. */
const allowedDecoders = [
  'aac', 'alac', 'amrnb', 'amrwb', 'flac', 'mp3float', 'mp3', 'opus', 'vorbis', 'adpcm_ima_wav', 'adpcm_ms', 'adpcm_ima_qt',
  'pcm_alaw', 'pcm_mulaw', 'pcm_u8', 'pcm_s8', 'pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_s32le',
  'pcm_s32be', 'pcm_s64le', 'pcm_s64be', 'pcm_f32le', 'pcm_f32be', 'pcm_f64le', 'pcm_f64be',
] as const; // prettier-ignore

export const maxChannels = 8;
const sampleRatesHz = { min: 4_000, max: 384_000 } as const;
/** Consecutive packets that yield nothing before the rest of the file is given up. */
const maxBarrenPackets = 5_000;

export interface DecodedFormat {
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Speaker positions as FFmpeg's bit mask (WAVE_FORMAT_EXTENSIBLE order); 0 when the file names none. */
  readonly channelMask: bigint;
  readonly bitsPerSample?: number;
  readonly bitRateBps?: number;
  /** What the container states; absent where it states nothing (ADTS, AMR, MP3 without a Xing or VBRI header). */
  readonly declaredDurationMs?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly hasVideo: boolean;
}

/** Lengths that the headers state, in milliseconds: of each stream by its index, and of the file. */
interface HeaderDurations {
  readonly streams: ReadonlyMap<number, number>;
  readonly file: number | undefined;
}

/** Headers of these hold everything; for the others FFmpeg must decode a little to learn rate and channels. */
const completeHeaders: readonly string[] = ['wav', 'w64', 'aiff'];

/** Turns one opened file into planar 32-bit float blocks by FFmpeg. Synchronous: for the child process only. */
export class Decoder {
  /** Packets that the decoder refused or could not read. */
  decodeErrorCount = 0;
  packetCount = 0;
  private readonly input: FormatContext;
  private readonly context: CodecContext;
  private readonly streamIndex: number;
  readonly format: DecodedFormat;

  /**
   * Opens the container through the descriptor alone: the `fd` protocol is the only one allowed, so no other file, device or
   * address can be opened whatever the content says.
   * @throws RejectedAudio when the content holds no audio that may be decoded
   */
  constructor(file: InputFile, sniffed: SniffedContainer) {
    Log.setLevel(AV_LOG_QUIET);
    const demuxer = InputFormat.findInputFormat(sniffed.demuxer);
    if (demuxer === null)
      throw new RejectedAudio('audio-unsupported-format', `${sniffed.container} cannot be read here.`);
    this.input = new FormatContext();
    const options = Dictionary.fromObject({
      protocol_whitelist: 'fd',
      fd: file.descriptor,
      codec_whitelist: allowedDecoders.join(','),
      skip_initial_bytes: sniffed.skipBytes + (sniffed.strayBytes ?? 0),
      max_streams: 16,
      analyzeduration: 1_000_000,
    });
    const opened = this.input.openInputSync('fd:', demuxer, options);
    options.free();
    if (opened < 0) throw new RejectedAudio('audio-undecodable', `The ${sniffed.container} header is damaged.`);
    try {
      // Afterwards FFmpeg fills in what it makes of the bit rate and the size of the file, and does not say so.
      const headerDurations = this.durationsMs(sniffed.demuxer === 'ogg');
      if (!completeHeaders.includes(sniffed.demuxer)) this.input.findStreamInfoSync(null);
      this.streamIndex = this.chooseStream(sniffed);
      this.context = this.openCodec();
      this.format = this.describe(headerDurations);
    } catch (error) {
      this.input.closeInputSync();
      throw error;
    }
  }

  /**
   * Decodes to the end, or until `sink` throws. Damaged packets are counted and skipped.
   * @throws RejectedAudio when rate or channel count change, or nothing at all could be decoded
   */
  decode(sink: BlockSink): void {
    const packet = new Packet();
    packet.alloc();
    const frame = new Frame();
    frame.alloc();
    const planar = new PlanarBuffer(this.format.sampleRateHz, this.format.channels, sink);
    let decodedFrames = 0;
    let barren = 0;
    const drain = (): void => {
      for (;;) {
        const received = this.context.receiveFrameSync(frame);
        if (received === AVERROR_EAGAIN || received === AVERROR_EOF) return;
        if (received < 0) {
          this.decodeErrorCount++;
          return;
        }
        const count = frame.nbSamples;
        if (count > 0) {
          planar.add(frame);
          barren = 0;
          decodedFrames += count;
        }
        frame.unref();
      }
    };
    try {
      for (;;) {
        const read = this.input.readFrameSync(packet);
        if (read < 0) {
          if (read !== AVERROR_EOF) this.decodeErrorCount++;
          break;
        }
        if (packet.streamIndex === this.streamIndex) {
          this.packetCount++;
          barren++;
          const sent = this.context.sendPacketSync(packet);
          if (sent < 0 && sent !== AVERROR_EAGAIN) this.decodeErrorCount++;
          drain();
        }
        packet.unref();
        if (barren > maxBarrenPackets) break;
      }
      this.context.sendPacketSync(null);
      drain();
      planar.flush();
    } finally {
      planar.close();
      frame.free();
      packet.free();
    }
    if (decodedFrames === 0) throw new RejectedAudio('audio-undecodable', 'No sample could be decoded.');
  }

  close(): void {
    this.context.freeContext();
    this.input.closeInputSync();
  }

  private chooseStream(sniffed: SniffedContainer): number {
    const streams = this.input.streams;
    const audio = streams.filter((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO);
    const [first] = audio;
    if (first === undefined)
      throw new RejectedAudio('audio-undecodable', `The ${sniffed.container} file contains no audio track.`);
    if (audio.length > 1)
      throw new RejectedAudio('audio-multiple-streams', `It contains ${audio.length} audio tracks.`);
    for (const stream of streams) stream.discard = stream.index === first.index ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    return first.index;
  }

  private get stream() {
    const stream = this.input.streams[this.streamIndex];
    if (stream === undefined) throw new Error(`stream ${this.streamIndex} disappeared`);
    return stream;
  }

  private openCodec(): CodecContext {
    const parameters = this.stream.codecpar;
    const { channels, sampleRate } = parameters;
    checkShape(channels, sampleRate);
    const codec = Codec.findDecoder(parameters.codecId);
    if (codec === null || !(allowedDecoders as readonly (string | null)[]).includes(codec.name)) {
      throw new RejectedAudio('audio-unsupported-format', `The codec ${codec?.name ?? 'in it'} is not supported.`);
    }
    const context = new CodecContext();
    context.allocContext3(codec);
    try {
      if (context.parametersToContext(parameters) < 0)
        throw new RejectedAudio('audio-undecodable', 'The codec header is damaged.');
      if (context.channelLayout.order !== AV_CHANNEL_ORDER_NATIVE) context.channelLayout = nativeLayout(channels);
      context.threadCount = 1;
      context.pktTimebase = this.stream.timeBase;
      if (context.open2Sync(codec, null) < 0) {
        throw new RejectedAudio('audio-undecodable', 'The codec header is damaged.');
      }
      // A decoder may read other numbers from its own header.
      checkShape(context.channels, context.sampleRate);
    } catch (error) {
      context.freeContext();
      throw error;
    }
    return context;
  }

  private describe(headerDurations: HeaderDurations): DecodedFormat {
    const { stream, context } = this;
    const parameters = stream.codecpar;
    const bits = parameters.bitsPerRawSample || parameters.bitsPerCodedSample;
    const declaredDurationMs = headerDurations.streams.get(this.streamIndex) ?? headerDurations.file;
    return {
      codec: Codec.findDecoder(parameters.codecId)?.name?.replace(/float$/, '') ?? 'unknown',
      sampleRateHz: context.sampleRate,
      channels: context.channels,
      channelMask: parameters.channelLayout.order === AV_CHANNEL_ORDER_NATIVE ? parameters.channelLayout.mask : 0n,
      ...(bits > 0 ? { bitsPerSample: bits } : {}),
      ...(parameters.bitRate > 0n ? { bitRateBps: Number(parameters.bitRate) } : {}),
      ...(declaredDurationMs === undefined ? {} : { declaredDurationMs }),
      tags: { ...this.input.metadata?.getAll(), ...stream.metadata?.getAll() },
      hasVideo: this.input.streams.length > 1,
    };
  }

  private durationsMs(countsSkipped: boolean): HeaderDurations {
    const streams = new Map<number, number>();
    for (const { index, duration, timeBase, codecpar } of this.input.streams) {
      const { num, den } = timeBase;
      if (duration <= 0n || den <= 0) continue;
      // Ogg counts the samples that a decoder drops at the start (RFC 7845 §4.2).
      const skipped = countsSkipped && codecpar.sampleRate > 0 ? codecpar.initialPadding / codecpar.sampleRate : 0;
      streams.set(index, Math.round(1000 * ((Number(duration) * num) / den - skipped)));
    }
    const microseconds = this.input.duration;
    return { streams, file: microseconds > 0n ? Math.round(Number(microseconds) / 1000) : undefined };
  }
}

function checkShape(channels: number, sampleRateHz: number): void {
  if (channels > maxChannels) {
    throw new RejectedAudio(
      'audio-too-many-channels',
      `It has ${channels} channels; at most ${maxChannels} are supported.`,
    );
  }
  if (channels < 1 || sampleRateHz < sampleRatesHz.min || sampleRateHz > sampleRatesHz.max) {
    throw new RejectedAudio('audio-undecodable', `The header claims ${channels} channels at ${sampleRateHz} Hz.`);
  }
}

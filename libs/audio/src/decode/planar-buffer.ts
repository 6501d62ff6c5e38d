import { AVERROR_INPUT_CHANGED, AV_CHANNEL_ORDER_NATIVE, AV_SAMPLE_FMT_FLTP } from 'node-av/constants';
import { type Frame, SoftwareResampleContext } from 'node-av/lib';
import { RejectedAudio } from '../report/rejection.ts';

/** Sample frames handed over at once: large enough that calls cost nothing, small enough for the second-level cache. */
const blockFrames = 4_096;

/** Called with one Float32Array per channel (valid until the call returns; full scale = ±1) and the frames in each. */
export type BlockSink = (channels: readonly Float32Array[], frames: number) => void;

/**
 * Gathers decoded frames of any sample format into blocks of planar float. Conversion and buffering happen inside libswresample,
 * so a frame of a few hundred samples costs one call and no JavaScript object.
 */
export class PlanarBuffer {
  private readonly sampleRateHz: number;
  private readonly sink: BlockSink;
  private readonly planes: readonly Float32Array[];
  private readonly planeBytes: Buffer[];
  private converter: SoftwareResampleContext | undefined;
  private buffered = 0;

  constructor(sampleRateHz: number, channels: number, sink: BlockSink) {
    this.sampleRateHz = sampleRateHz;
    this.sink = sink;
    this.planes = Array.from({ length: channels }, () => new Float32Array(blockFrames));
    this.planeBytes = this.planes.map((plane) => Buffer.from(plane.buffer));
  }

  /** @throws RejectedAudio audio-inconsistent-format when rate, layout or sample format differ from the first frame's */
  add(frame: Frame): void {
    this.converter ??= this.createConverter(frame);
    const taken = this.converter.convertFrame(null, frame);
    if (taken === AVERROR_INPUT_CHANGED) throw inconsistent(this.sampleRateHz, this.planes.length, frame);
    if (taken < 0) throw new Error(`sample conversion failed with ${taken}`);
    this.buffered += frame.nbSamples;
    while (this.buffered >= blockFrames) this.emit();
  }

  flush(): void {
    while (this.buffered > 0 && this.emit() > 0);
  }

  close(): void {
    this.converter?.free();
  }

  private emit(): number {
    const count = this.converter?.convertSync(this.planeBytes, blockFrames, null, 0) ?? 0;
    if (count < 0) throw new Error(`sample conversion failed with ${count}`);
    this.buffered -= count;
    if (count > 0) this.sink(this.planes, count);
    return count;
  }

  private createConverter(frame: Frame): SoftwareResampleContext {
    const { sampleRateHz } = this;
    const layout = frame.channelLayout;
    if (frame.sampleRate !== sampleRateHz || layout.nbChannels !== this.planes.length) {
      throw inconsistent(sampleRateHz, this.planes.length, frame);
    }
    const converter = new SoftwareResampleContext();
    const allocated = converter.allocSetOpts2(
      layout,
      AV_SAMPLE_FMT_FLTP,
      sampleRateHz,
      layout,
      frame.format as never,
      sampleRateHz,
    );
    if (allocated < 0 || converter.init() < 0) {
      converter.free();
      throw new Error(`sample format ${frame.format} cannot be converted`);
    }
    return converter;
  }
}

/** A layout in FFmpeg's native order for files that name no speaker positions; which ones they are does not matter here. */
export function nativeLayout(channels: number) {
  const mask = channels === 1 ? 4n : (1n << BigInt(channels)) - 1n;
  return { nbChannels: channels, order: AV_CHANNEL_ORDER_NATIVE, mask };
}

function inconsistent(sampleRateHz: number, channels: number, frame: Frame): RejectedAudio {
  return new RejectedAudio(
    'audio-inconsistent-format',
    `It starts with ${channels} channels at ${sampleRateHz} Hz and continues with ${frame.channels} at ${frame.sampleRate} Hz.`,
  );
}

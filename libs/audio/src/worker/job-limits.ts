import { RejectedAudio } from '../report/rejection.ts';
import type { AudioLimits } from './messages.ts';

const bytesPerMb = 1024 * 1024;
/** Blocks between two looks at the clock and at memory: a system call each is dearer than a block. */
const blocksPerCheck = 64;

/** The ceilings as the child sees them; the parent's watchdog covers what happens inside one native call. */
export class JobLimits {
  private readonly limits: AudioLimits;
  private readonly startedAt = performance.now();
  private readonly cpuAtStart = process.cpuUsage();
  private decodedSamples = 0;
  private blocks = 0;

  constructor(limits: AudioLimits) {
    this.limits = limits;
  }

  checkInput(bytes: number): void {
    if (bytes > this.limits.inputBytes)
      throw exceeded(`The file has ${bytes} bytes; the limit is ${this.limits.inputBytes}.`);
  }

  /** Counts decoded samples and, now and then, time and memory. @throws RejectedAudio audio-limits-exceeded */
  checkDecoded(samples: number): void {
    this.decodedSamples += samples;
    if (this.decodedSamples > this.limits.decodedSamples) {
      throw exceeded(`More than ${this.limits.decodedSamples} samples were decoded.`);
    }
    if (this.blocks++ % blocksPerCheck !== 0) return;
    if (performance.now() - this.startedAt > this.limits.wallMs)
      throw exceeded(`It took longer than ${this.limits.wallMs} ms.`);
    const cpu = process.cpuUsage(this.cpuAtStart);
    if ((cpu.user + cpu.system) / 1e6 > this.limits.cpuSeconds)
      throw exceeded(`It took more than ${this.limits.cpuSeconds} CPU seconds.`);
    if (process.memoryUsage.rss() > this.limits.memoryMb * bytesPerMb)
      throw exceeded(`It took more than ${this.limits.memoryMb} MiB.`);
  }
}

function exceeded(detail: string): RejectedAudio {
  return new RejectedAudio('audio-limits-exceeded', detail);
}

import { readFileSync } from 'node:fs';
import { canonicalFilter, Resampler } from '../convert/resampler.ts';
import { resolveAudioProfiles } from '../judge/audio-profile.ts';
import { defaultAudioLimits } from '../pool/audio-pool-options.ts';
import type { AudioCheck, AudioProfileName, AudioReport, CheckName } from '../report/audio-report.ts';
import { processJob } from '../worker/process-job.ts';
import { encodeFile, type Encoding } from './encode-file.ts';
import type { TestFolder } from './test-folder.ts';
import { concatSamples, decodeWav16, encodeWav, type TestWavOptions } from './test-wav.ts';

export interface Examined {
  readonly report: AudioReport;
  /** The canonical file. */
  readonly canonical: () => Float32Array;
  readonly check: (name: CheckName) => AudioCheck | undefined;
}

/** Examines recordings in the process of the test, which costs no child. */
export class Examiner {
  private readonly folder: TestFolder;
  private readonly profileName: AudioProfileName;

  constructor(folder: TestFolder, profileName: AudioProfileName = 'personal-voice') {
    this.folder = folder;
    this.profileName = profileName;
  }

  file(inputPath: string): Examined {
    const outputPath = this.folder.fresh('.wav');
    const { profileName } = this;
    const profile = resolveAudioProfiles()[profileName];
    const report = processJob({
      type: 'job',
      id: 1,
      inputPath,
      outputPath,
      profileName,
      profile,
      limits: defaultAudioLimits,
    });
    return {
      report,
      canonical: () => decodeWav16(readFileSync(outputPath)).channels[0] as Float32Array,
      check: (name) => report.checks.find(({ check }) => check === name),
    };
  }

  bytes(content: Uint8Array): Examined {
    return this.file(this.folder.write(content, '.bin'));
  }

  samples(samples: Float32Array, options: TestWavOptions): Examined {
    return this.bytes(encodeWav([samples], options));
  }

  encoded(samples: Float32Array, encoding: Encoding): Examined {
    return this.bytes(this.encode(samples, encoding));
  }

  encode(samples: Float32Array, encoding: Encoding): Buffer {
    const path = this.folder.fresh();
    encodeFile(path, samples, encoding);
    return readFileSync(path);
  }
}

/** The same sound at another sample rate. */
export function resampled(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  const resampler = new Resampler(fromHz, toHz, canonicalFilter(fromHz));
  const converted = concatSamples(resampler.push(samples).slice(), resampler.flush().slice());
  resampler.close();
  return converted;
}

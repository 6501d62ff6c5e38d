import { describe, expect, it } from 'vitest';
import type { Upload } from '#domain';
import { chooseSamples } from './choose-samples.ts';

function accepted(seconds: number): Upload {
  const canonical = { blobName: `${seconds}`, durationMs: seconds * 1_000, sizeBytes: 1, sha256: 'x' };
  return { status: 'accepted', canonical } as Upload;
}

function secondsChosen(...seconds: readonly number[]): unknown {
  const chosen = chooseSamples(seconds.map((each) => accepted(each)));
  return 'code' in chosen ? chosen.code : chosen.map(({ durationMs }) => durationMs / 1_000);
}

describe(chooseSamples.name, () => {
  it('takes samples in the order given, as many as fit into 90 s', () => {
    expect(secondsChosen(90)).toEqual([90]);
    expect(secondsChosen(40, 30, 20)).toEqual([40, 30, 20]);
    expect(secondsChosen(60, 40, 25)).toEqual([60, 25]);
  });

  it('needs 5 s altogether', () => {
    expect(secondsChosen(4.9)).toBe('sample-too-short');
    expect(secondsChosen(2, 3)).toEqual([2, 3]);
    expect(secondsChosen()).toBe('sample-too-short');
  });

  it('names the sample that cannot be used, why, and what to do', () => {
    const rejection = { code: 'audio-clipped', detail: 'It is clipped.', advice: 'Record again.' };
    const rejected = { status: 'rejected', rejection } as Upload;
    expect(chooseSamples([accepted(30), rejected])).toEqual({
      code: 'sample-rejected',
      detail: 'Sample 2 cannot be used. It is clipped. Record again.',
    });
    expect(chooseSamples([undefined])).toMatchObject({ code: 'sample-rejected' });
  });
});

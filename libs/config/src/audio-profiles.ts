import { z } from 'zod';
import { json } from './json-variable.ts';

/** Names of limits as `#audio` has them: `min…` is worse when lower, `max…` when higher. Units are part of the names. */
const limitNames = [
  'minDurationMs', 'maxDurationMs', 'minSampleRateHz', 'minIntegratedLoudnessLufs', 'minNetSpeechMs', 'maxSilencePercent',
  'maxClippedSamplesPercent', 'minSignalToNoiseDb', 'minEffectiveBandwidthHz', 'maxMissingMs', 'maxNoiseFloorDbfs',
  'maxSpeakerDistance', 'maxHumLevelDbfs', 'maxLongestGapMs', 'maxEdgeSilenceMs', 'maxDcOffsetPercent', 'maxTruePeakDbtp',
  'maxChannelImbalanceDb', 'maxPromptMs', 'minSpeechLikenessPercent', 'minUnsteadySignalToNoiseDb',
] as const; // prettier-ignore

type LimitName = (typeof limitNames)[number];

/** What is worse than `reject` must also be worse than `review`, and that worse than `fix`. */
function limit(name: LimitName) {
  const bound = z.number().exactOptional();
  return z
    .strictObject({ fix: bound, review: bound, reject: bound })
    .refine(
      ({ fix, review, reject }) => {
        const bounds = [fix, review, reject].filter((value) => value !== undefined);
        const sign = name.startsWith('min') ? -1 : 1;
        return bounds.every((value, i) => i === 0 || sign * value >= sign * (bounds[i - 1] ?? value));
      },
      { error: 'fix, review and reject must follow each other from the mildest to the worst' },
    )
    .exactOptional();
}

const limits = Object.fromEntries(limitNames.map((name) => [name, limit(name)])) as Record<
  LimitName,
  ReturnType<typeof limit>
>;

const output = z.strictObject({
  targetLoudnessLufs: z.number().min(-60).max(-5).exactOptional(),
  loudnessToleranceLu: z.number().min(0).max(20).exactOptional(),
  maxTruePeakDbtp: z.number().min(-20).max(0).exactOptional(),
  edgePadMs: z.number().min(0).max(5_000).exactOptional(),
  collapsedGapMs: z.number().min(100).max(10_000).exactOptional(),
});

const profile = z.strictObject({ ...limits, output: output.exactOptional() }).exactOptional();

/** Limits of the audio profiles that differ from the built-in ones, as JSON. A limit given replaces the built-in one whole. */
export const audioProfileOverrides = json.pipe(
  z.strictObject({ consent: profile, 'personal-voice': profile, 'professional-voice': profile }),
);

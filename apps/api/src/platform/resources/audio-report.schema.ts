import { z } from 'zod';
import { bytesSchema, described } from '#intake';
import { audioMeasurementsSchema } from './audio-measurements.schema.ts';

export const AUDIO_PROFILES = ['consent', 'personal-voice', 'professional-voice'] as const;

export const audioProfileSchema = z
  .enum(AUDIO_PROFILES)
  .meta({ id: 'AudioProfile', description: 'What the recording is for; it selects the limits' });

const checkVerdictSchema = z.enum(['accepted', 'autoFixed', 'needsReview', 'autoRejected', 'notMeasured']).meta({
  id: 'AudioCheckVerdict',
  description: '`notMeasured`: the recording does not allow the measurement; the check was neither passed nor failed',
});

const verdictSchema = z
  .enum(['accepted', 'autoFixed', 'needsReview', 'autoRejected'])
  .meta({ id: 'AudioVerdict', description: 'The result; that of a report is the worst of its checks' });

export const rejectionSchema = z
  .object({
    code: described(z.string(), 'Stable code', 'audio-too-quiet'),
    detail: described(z.string(), 'What was found', 'The speech is at -48 dBFS.'),
    advice: described(z.string(), 'What to do', 'Record again closer to the microphone or with more input gain.'),
  })
  .meta({ id: 'AudioRejection', description: 'Why a recording cannot be used, and what to do' });

const checkSchema = z
  .object({
    check: described(z.string(), 'Name of the rule; docs/audio-measurements.md explains each', 'loudness'),
    value: described(z.number().nullable(), 'What was measured; null if it could not be measured', -23.1),
    unit: described(z.string(), 'Unit of `value` and `limit`', 'LUFS'),
    limit: described(z.number().nullable(), 'The limit that decided; null if the profile sets none', -40),
    verdict: checkVerdictSchema,
    atMs: described(
      z.array(z.number()),
      'Positions in the recording, milliseconds; empty if the finding concerns all of it',
      [],
    ),
    advice: described(z.string(), 'What to do', ''),
  })
  .meta({ id: 'AudioCheck', description: 'One rule of the profile, applied to the recording' });

const formatSchema = z
  .looseObject({
    container: described(z.string(), 'Container, as FFmpeg names it', 'wav'),
    codec: described(z.string(), 'Codec, as FFmpeg names it', 'pcm_s16le'),
    sampleRateHz: described(z.int(), 'Sample rate', 48_000),
    channels: described(z.int(), 'Number of channels', 1),
    bitsPerSample: described(z.int().optional(), 'Bits of a sample; absent for lossy codecs', 16),
    durationMs: described(z.number(), 'Duration of what was decoded', 15_000),
    lossy: described(z.boolean(), 'Whether the codec loses detail', false),
  })
  .meta({ id: 'RecordingFormat', description: 'What the file is, read from its content' });

const fixSchema = z
  .looseObject({
    fix: described(z.string(), 'Name of the change', 'resample'),
    detail: described(z.string(), 'What was changed', '48000 Hz to 24000 Hz'),
  })
  .meta({ id: 'RecordingFix', description: 'A change on the way to the canonical recording' });

export const audioReportSchema = z
  .looseObject({
    verdict: verdictSchema,
    rejection: rejectionSchema.optional(),
    profile: audioProfileSchema,
    sizeBytes: bytesSchema.optional().meta({ description: 'Size of the recording' }),
    format: formatSchema.optional().meta({ description: 'Absent if the content could not be opened' }),
    measurements: audioMeasurementsSchema.optional(),
    fixes: z.array(fixSchema).optional().meta({ description: 'Changes that were made', example: [] }),
    sha256: described(
      z.string(),
      'SHA-256 of the recording',
      '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    ),
    checks: described(z.array(checkSchema), 'Each rule of the profile, applied to the recording'),
  })
  .meta({
    id: 'AudioReport',
    description: 'Format, measurements (each name contains its unit), checks with advice, and fixes',
  });

export type AudioReportView = z.infer<typeof audioReportSchema>;

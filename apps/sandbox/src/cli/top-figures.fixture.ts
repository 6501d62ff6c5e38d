import type { SystemFigures } from './top-screen.ts';

/** A system at work, with one queue that needs somebody. */
export const FIGURES: SystemFigures = {
  version: '0.1.0',
  process: {
    name: 'api--0000004-7f9c6d5b8-x2k4p',
    startedAt: '2026-11-22T07:02:11.000Z',
    slots: [
      { name: 'live-speech', inUse: 20, limit: 20, waiting: 3 },
      { name: 'recordings', inUse: 1, limit: 4, waiting: 0 },
    ],
  },
  jobs: {
    open: [
      { kind: 'upload', status: 'processing', count: 2, oldestMs: 1_300, quietMs: 1_300, isComplete: true },
      { kind: 'voice', status: 'training', count: 3, oldestMs: 840_000, quietMs: 9_200, isComplete: true },
      { kind: 'voice', status: 'deleting', count: 1, oldestMs: 5_400_000, quietMs: 5_390_000, isComplete: true },
      { kind: 'synthesis', status: 'queued', count: 500, oldestMs: 187_000, quietMs: 187_000, isComplete: false },
      { kind: 'synthesis', status: 'running', count: 48, oldestMs: 9_400, quietMs: 1_100, isComplete: true },
      { kind: 'batch', status: 'running', count: 2, oldestMs: 11_520_000, quietMs: 41_000, isComplete: true },
    ],
    outbox: { count: 4, oldestMs: 95_000, isComplete: true },
    window: { from: '2026-11-22T10:15:00.000Z', to: '2026-11-22T10:30:00.000Z' },
    accepted: [
      { kind: 'upload', count: 31, perMinute: 2.07 },
      { kind: 'synthesis', count: 901, perMinute: 60.07 },
    ],
    reached: [
      { kind: 'upload', status: 'accepted', count: 28, perMinute: 1.87 },
      { kind: 'upload', status: 'rejected', count: 1, perMinute: 0.07 },
      { kind: 'synthesis', status: 'succeeded', count: 344, perMinute: 22.93 },
      { kind: 'synthesis', status: 'failed', count: 9, perMinute: 0.6 },
      { kind: 'batch', status: 'succeeded', count: 1, perMinute: 0.07 },
    ],
    durations: [
      { kind: 'synthesis', count: 344, p50Ms: 2_140, p95Ms: 184_000 },
      { kind: 'batch', count: 1, p50Ms: 1_260_000, p95Ms: 1_260_000 },
    ],
    failuresWindow: { from: '2026-11-21T10:30:00.000Z', to: '2026-11-22T10:30:00.000Z' },
    failures: [
      { kind: 'synthesis', code: 'provider-unavailable', count: 9, lastAt: '2026-11-22T10:29:40.000Z' },
      { kind: 'upload', code: 'too-quiet', count: 3, lastAt: '2026-11-22T10:21:07.000Z' },
      { kind: 'consent', code: 'consent-mismatch', count: 1, lastAt: '2026-11-22T02:58:31.000Z' },
    ],
    requestUnits: 61.4,
  },
  queues: [
    { queue: 'audio-uploads', active: 2, scheduled: 0, deadLettered: 0 },
    { queue: 'voice-enrollment', active: 0, scheduled: 3, deadLettered: 0 },
    { queue: 'speech-synthesis', active: 548, scheduled: 12, deadLettered: 2 },
    { queue: 'batch-synthesis', active: 0, scheduled: 5, deadLettered: 0 },
    { queue: 'webhook-events', active: 0, scheduled: 0, deadLettered: 0 },
    { queue: 'notifications', active: 6, scheduled: 1, deadLettered: 0 },
    { queue: 'maintenance', active: 0, scheduled: 0, deadLettered: 0 },
  ],
  unavailable: [],
  readAt: '2026-11-22T10:30:00.000Z',
  refreshAfterMs: 15_350,
};

/** What the second line holds while the keys work. */
export const KEYS = 'q quit · r refresh · space pause';

/** Where the screens of this system are kept, from the root of the project. */
export const SCREENS = [
  { size: { columns: 80, rows: 24 }, file: 'docs/screens/top-80x24.txt' },
  { size: { columns: 200, rows: 50 }, file: 'docs/screens/top-200x50.txt' },
] as const;

import type { NotificationFacts, NotificationKind } from '#domain';

const CONSENT = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const VOICE = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const EXPIRES_AT = '2026-12-22T10:15:00.000Z';

/** What a preview shows of a kind of which nothing is due. */
export const SAMPLE_FACTS: { readonly [K in NotificationKind]: NotificationFacts & { readonly kind: K } } = {
  'daily-digest': digest('daily-digest', '2026-11-22', '2026-11-22'),
  'weekly-digest': digest('weekly-digest', '2026-11-16', '2026-11-22'),
  quota: { kind: 'quota', scope: 'tenant', period: '2026-11', percent: 80 },
  'failure-rate': { kind: 'failure-rate', day: '2026-11-22', succeeded: 70, failed: 30, percent: 30 },
  'dead-letters': { kind: 'dead-letters', count: 3 },
  'consent-expiring': {
    kind: 'consent-expiring',
    consents: [{ consentId: CONSENT, expiresAt: EXPIRES_AT, daysBefore: 30 }],
  },
  'voice-unused': { kind: 'voice-unused', voiceIds: [VOICE], days: 90 },
  'endpoint-idle': { kind: 'endpoint-idle', endpoints: [{ voiceId: VOICE, usedAt: '2026-11-21T18:30:00.000Z' }] },
  'training-stalled': {
    kind: 'training-stalled',
    voiceId: VOICE,
    voiceKind: 'professional',
    stalledIn: 'Running',
  },
  'base-model-expiring': {
    kind: 'base-model-expiring',
    voices: [{ voiceId: VOICE, baseModel: 'DragonLatestNeural', notice: { expiresAt: EXPIRES_AT, daysBefore: 30 } }],
  },
};

function digest<K extends 'daily-digest' | 'weekly-digest'>(kind: K, from: string, to: string) {
  return {
    kind,
    from,
    to,
    succeeded: 120,
    failed: 3,
    isIncomplete: false,
    failures: [
      { code: 'provider-rejected', count: 2 },
      { code: 'invalid-ssml', count: 1 },
    ],
    characters: 48_000,
    budgets: [{ scope: 'tenant', percent: 42 }],
    consents: [{ consentId: CONSENT, expiresAt: EXPIRES_AT }],
  };
}

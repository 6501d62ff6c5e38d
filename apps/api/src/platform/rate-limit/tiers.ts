/** Kinds of requests that are counted apart, each with its own limit (`RATE_LIMIT_DEFAULT`, `_SYNTHESIS`, `_TRAINING`). */
export type RateLimitTier = 'default' | 'synthesis' | 'training';

/**
 * What else is counted: inbound webhooks for each source and address (`RATE_LIMIT_HOOKS`), and by address what shows no valid token, asks
 * for a path that does not exist, or reads the documentation (`RATE_LIMIT_ANONYMOUS`).
 */
export type RateLimitName = RateLimitTier | 'hooks' | 'anonymous';

/**
 * What costs more than a request to ourselves: requests that make Azure speak, and those that make it train a voice. By the pattern of
 * the route, so that no spelling of a path leads past it. Everything else is `default`.
 */
const TIER_OF_ROUTE: Readonly<Record<string, RateLimitTier>> = {
  'POST /v1/speech': 'synthesis',
  'POST /v1/audio/speech': 'synthesis',
  'POST /v1/syntheses': 'synthesis',
  'POST /v1/batches': 'synthesis',
  'POST /v1/batches/:id/retry': 'synthesis',
  'POST /v1/voices': 'training',
  'POST /v1/audio/voices': 'training',
  'POST /v1/consents/:id/recording': 'training',
  'POST /v1/audio/voice_consents': 'training',
};

export function tierOf(method: string, route: string): RateLimitTier {
  return TIER_OF_ROUTE[`${method} ${route}`] ?? 'default';
}

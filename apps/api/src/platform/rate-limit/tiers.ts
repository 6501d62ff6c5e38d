/**
 * Kinds of requests that are counted apart, each with its own limit (`RATE_LIMIT_DEFAULT`, `_SYNTHESIS`, `_TRAINING`): apart from others are those
 * that make Azure speak, and those that make it train a voice.
 */
export type RateLimitTier = 'default' | 'synthesis' | 'training';

/**
 * What else is counted: inbound webhooks for each source and address (`RATE_LIMIT_HOOKS`), and by address what shows no valid token, asks
 * for a path that does not exist, or reads the documentation (`RATE_LIMIT_ANONYMOUS`).
 */
export type RateLimitName = RateLimitTier | 'hooks' | 'anonymous';

/** A system that the API under test takes webhooks from. */
export const HOOK_SOURCE = { name: 'studio', secret: 'whsec_c3R1ZGlvIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE=' } as const;

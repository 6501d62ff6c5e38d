import type { Config } from '#config';

/** Where requests to URLs that callers give may go. Anything public may be reached by https on port 443 without any of it. */
export type EgressPolicy = Config['egress'];

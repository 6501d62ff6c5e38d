import type { Mutant } from '../mutant.ts';

/** Webhooks, both ways, and fetches from other hosts. */
export const WEBHOOKS: readonly Mutant[] = [
  {
    rule: 'a webhook secret is judged by the bytes that sign',
    file: 'libs/config/src/secret-keys.ts',
    anchor: `return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined;`,
    replacement: `return bytes;`,
    spec: 'libs/config/src/config.spec.ts',
  },
  {
    rule: 'a tenant has at most so many webhook endpoints',
    file: 'libs/documents/src/webhooks/endpoint-slots.ts',
    anchor: `if (inUse.length >= max) return false;`,
    replacement: ``,
    spec: 'libs/documents/src/webhooks/endpoint-slots.spec.ts',
  },
  {
    rule: 'slots are written under their ETag',
    file: 'libs/storage/src/cosmos/write-item.ts',
    anchor: `await stored.replace({ ...item }, { accessCondition })`,
    replacement: `await stored.replace({ ...item })`,
    spec: 'libs/documents/src/webhooks/endpoint-slots.spec.ts',
  },
  {
    rule: 'senders are counted by the /64 of their IPv6 address',
    file: 'libs/auth/src/webhooks/client-address.ts',
    anchor: `const IPV6_NETWORK_BITS = 64;`,
    replacement: `const IPV6_NETWORK_BITS = 128;`,
    spec: 'apps/api/src/hooks/hook-senders.spec.ts',
  },
  {
    rule: 'the name of a recording that a webhook offers holds nothing that reorders what is shown',
    file: 'apps/worker/src/hooks/hook-actions.ts',
    anchor: `.regex(LINE_PATTERN)`,
    replacement: `.regex(/^[^\\p{Cc}\\p{Cs}]*$/u)`,
    spec: 'apps/worker/src/hooks/hook-actions.spec.ts',
  },
  {
    rule: 'no test event is sent to an endpoint that is disabled',
    file: 'apps/api/src/webhooks/test-endpoint.usecase.ts',
    anchor: `if (endpoint.status !== 'enabled') {`,
    replacement: `if (endpoint.status === undefined) {`,
    spec: 'apps/api/src/webhooks/test-endpoint.usecase.spec.ts',
  },
  {
    rule: 'a webhook carries the trace of the work that caused its event',
    file: 'apps/worker/src/webhooks/webhook-sender.ts',
    anchor: `continueTrace(delivery.traceparent ?? currentContext().traceparent)`,
    replacement: `continueTrace(currentContext().traceparent)`,
    spec: 'apps/worker/src/webhooks/webhook-sender.spec.ts',
  },
];

import type { Mutant } from '../mutant.ts';

const PROCESSOR = 'libs/messaging/src/producers/request-processor.ts';
const KEPT = 'libs/documents/src/outbox/kept-replies.ts';
const KEPT_SPEC = 'libs/documents/src/outbox/kept-replies.spec.ts';

/** What producers request by messages, and what they are answered. */
export const PRODUCERS: readonly Mutant[] = [
  {
    rule: 'a reply that its queue does not take is retried after a delay that grows',
    file: KEPT,
    anchor: `FIRST_DELAY_MS * 2 ** reply.failures`,
    replacement: `FIRST_DELAY_MS`,
    spec: KEPT_SPEC,
  },
  {
    rule: 'a document whose replies wait is not read by sweeps',
    file: KEPT,
    anchor: `return kept.reduce((first, time) => (time < first ? time : first));`,
    replacement: `return updatedAt;`,
    spec: KEPT_SPEC,
  },
  {
    rule: 'a write of a document does not retry a reply that waits',
    file: 'libs/documents/src/outbox/outbox-relay.ts',
    anchor: `isWaitingReply(reply, Date.now()) ? reply : await`,
    replacement: `await`,
    spec: KEPT_SPEC,
  },
  {
    rule: 'a message that this release does not know sends no reply again',
    file: 'libs/documents/src/outbox/outbox-relay.ts',
    anchor: `if (document.outbox.every((message) => later.includes(message))) return`,
    replacement: `if (failure !== undefined || document.outbox.every((message) => later.includes(message))) return`,
    spec: KEPT_SPEC,
  },
  {
    rule: 'many replies that wait are no reason for sweeps',
    file: 'libs/documents/src/store/document-store.ts',
    anchor: `c.outboxSince < @until`,
    replacement: `c.outboxSince > ''`,
    spec: 'libs/documents/src/progress/open-work.spec.ts',
  },
  {
    rule: 'a request that was put back keeps the id that its producer gave',
    file: PROCESSOR,
    anchor: `...(requestId !== undefined && { [REQUEST_ID]: requestId }),`,
    replacement: ``,
    spec: 'apps/worker/src/producers/put-back-requests.spec.ts',
  },
  {
    rule: 'two requests under one id are put back as two',
    file: PROCESSOR,
    anchor: '`${requestId}:${String(received.sequenceNumber)}`',
    replacement: '`${requestId}`',
    spec: 'apps/worker/src/producers/put-back-requests.spec.ts',
  },
  {
    rule: 'a request that took its worker down is not run again because it was put back',
    file: PROCESSOR,
    anchor: `const delivered = deliveries + (received.deliveryCount ?? 0);`,
    replacement: `const delivered = deliveries;`,
    spec: 'libs/messaging/src/producers/request-processor.spec.ts',
  },
  {
    rule: 'a request that takes its worker down with each copy ends',
    file: PROCESSOR,
    anchor: `const delivered = deliveries + (received.deliveryCount ?? 0);`,
    replacement: `const delivered = received.deliveryCount ?? 0;`,
    spec: 'libs/messaging/src/producers/request-processor.spec.ts',
  },
  {
    rule: 'no property that a sender sets passes a limit',
    file: 'apps/worker/src/producers/handle-requests.service.ts',
    anchor: `await this.enterLimit(message, signal);\n    const content`,
    replacement: `const content`,
    spec: 'apps/worker/src/producers/put-back-requests.spec.ts',
  },
  {
    rule: 'a body that would replace a prototype is rejected',
    file: 'libs/intake/src/producers/accept-producer-request.usecase.ts',
    anchor: `await inTurns(assertBodyShape(body));`,
    replacement: ``,
    spec: 'libs/intake/src/producers/accept-producer-request.usecase.spec.ts',
  },
  {
    rule: 'a request counts before it is read',
    file: 'apps/worker/src/producers/handle-requests.service.ts',
    anchor: `await this.limits.enter(message.producer, tierOf(message), signal);`,
    replacement: `requestOf(message);\n    await this.limits.enter(message.producer, tierOf(message), signal);`,
    spec: 'apps/worker/src/producers/handle-requests.service.spec.ts',
  },
  {
    rule: 'each producer has limits of its own',
    file: 'libs/documents/src/limits/producer-limits.ts',
    anchor: '`${producer.name}:${tier}`',
    replacement: '`${tier}`',
    spec: 'libs/documents/src/limits/producer-limits.spec.ts',
  },
  {
    rule: 'a producer that has become silent calls Cosmos DB no more',
    file: 'libs/documents/src/limits/producer-limits.ts',
    anchor: `      release();\n`,
    replacement: ``,
    spec: 'test/simulator/fair-producers.spec.ts',
  },
  {
    rule: 'the use of a voice by a producer is recorded apart',
    file: 'libs/intake/src/audit/voice-use.ts',
    anchor: `...(producer === undefined ? [] : [producer])`,
    replacement: ``,
    spec: 'libs/intake/src/audit/voice-use.spec.ts',
  },
];

import type { Mutant } from '../mutant.ts';

/** The sandbox: what it must refuse as Azure does. */
export const SANDBOX: readonly Mutant[] = [
  {
    rule: 'deferring a message counts as a delivery that came to nothing',
    file: 'apps/sandbox/src/service-bus/model/queue.ts',
    anchor: `    this.#countDelivery(message);
    message.deferred = true;`,
    replacement: `    message.deferred = true;`,
    spec: 'apps/sandbox/src/service-bus/model/queue.spec.ts',
  },
  {
    rule: 'nothing is counted in a dead-letter queue',
    file: 'apps/sandbox/src/service-bus/model/queue.ts',
    anchor: `if (this.options.countsDeliveries !== false) message.deliveryCount += 1;`,
    replacement: `message.deliveryCount += 1;`,
    spec: 'apps/sandbox/src/service-bus/model/queue.spec.ts',
  },
  {
    rule: 'a peek does not show a lock',
    file: 'apps/sandbox/src/service-bus/wire/codec.ts',
    anchor: `if (withBody) return encode(message, clock, [], undefined, body);`,
    replacement: `if (withBody) return encode(message, clock, [], message.lock?.untilMs, body);`,
    spec: 'apps/sandbox/src/service-bus/wire/codec.spec.ts',
  },
  {
    rule: 'a message expires no later than its queue allows',
    file: 'apps/sandbox/src/service-bus/wire/codec.ts',
    anchor: `if (named.getTime() <= expiresAtMs + offsetMs) return encoded;`,
    replacement: `if (named.getTime() > 0) return encoded;`,
    spec: 'apps/sandbox/src/service-bus/wire/codec.spec.ts',
  },
  {
    rule: 'links for tokens and answers repeat the settle mode that was asked for',
    file: 'apps/sandbox/src/service-bus/wire/connection.ts',
    anchor: `describeAttach(link, { senderSettleMode: link.snd_settle_mode, receiverSettleMode: 0 });`,
    replacement: `describeAttach(link, { senderSettleMode: 2, receiverSettleMode: 0 });`,
    spec: 'apps/sandbox/src/service-bus/wire/azure-clients.spec.ts',
  },
  {
    rule: 'the properties of a rule are listed with the AMQP types that they came with',
    file: 'apps/sandbox/src/service-bus/wire/rule-operations.ts',
    anchor: `rhea.types.wrap_map(filter.typedProperties ?? filter.Properties)`,
    replacement: `rhea.types.wrap_map(filter.Properties)`,
    spec: 'apps/sandbox/src/service-bus/wire/rule-operations.spec.ts',
  },
  {
    rule: 'a rule compares dates and UUIDs by what they say',
    file: 'apps/sandbox/src/service-bus/model/rules.ts',
    anchor: `isDeepStrictEqual(actual[name], value)`,
    replacement: `actual[name] === value`,
    spec: 'apps/sandbox/src/service-bus/wire/rule-operations.spec.ts',
  },
  {
    rule: 'a regional host of Speech wants to know whose token it gets',
    file: 'apps/sandbox/src/speech/realtime/regional-host.ts',
    anchor: 'query.get(RESOURCE_PARAMETER) === `${CUSTOM_DOMAIN}:${port}`',
    replacement: 'port !== undefined',
    spec: 'apps/sandbox/src/speech/realtime/websocket.spec.ts',
  },
  {
    rule: 'the official emulator is given its caps, not what Azure allows',
    file: 'apps/sandbox/src/service-bus/config.ts',
    anchor: `limits = EMULATOR_LIMITS`,
    replacement: `limits = AZURE_LIMITS`,
    spec: 'test/architecture/queue-documents.spec.ts',
  },
];

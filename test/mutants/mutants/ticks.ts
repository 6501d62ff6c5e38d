import type { Mutant } from '../mutant.ts';

/** When ticks are published, and what they find. */
export const TICKS: readonly Mutant[] = [
  {
    rule: 'the store is looked at every ten minutes while work is unfinished',
    file: 'apps/api/src/ticks/ticks.service.ts',
    anchor: `if (!found.isOpen) this.#nextLookAt = nextHour;`,
    replacement: `this.#nextLookAt = nextHour;`,
    spec: 'apps/api/src/ticks/ticks.service.spec.ts',
  },
  {
    rule: 'the store is looked at once an hour while there is no work',
    file: 'apps/api/src/ticks/ticks.service.ts',
    anchor: `if (!found.isOpen) this.#nextLookAt = nextHour;`,
    replacement: ``,
    spec: 'apps/api/src/ticks/ticks.service.spec.ts',
  },
  {
    rule: 'a process that gave work to the workers looks at the next slot',
    file: 'apps/api/src/ticks/ticks.service.ts',
    anchor: `this.outbox.takeGaveWork() ? slot + SLOT_MS : nextHour`,
    replacement: `nextHour`,
    spec: 'apps/api/src/ticks/ticks.service.spec.ts',
  },
  {
    rule: 'a sweep is published only when it has something to do',
    file: 'apps/api/src/ticks/ticks.service.ts',
    anchor: `if (found.isStalled) await`,
    replacement: `if (found.isOpen) await`,
    spec: 'apps/api/src/ticks/ticks.service.spec.ts',
  },
  {
    rule: 'no hour has two schedules',
    file: 'apps/api/src/ticks/tick-table.ts',
    anchor: `{ tick: messages.auditAnchor, hours: [1] }`,
    replacement: `{ tick: messages.auditAnchor, hours: [2] }`,
    spec: 'apps/api/src/ticks/ticks.service.spec.ts',
  },
  {
    rule: 'a schedule is published in one slot of its hour',
    file: 'apps/api/src/ticks/tick-table.ts',
    anchor: `if (slotOf(now, SLOT_MS) !== slotOf(now, HOUR_MS) + SCHEDULE_SLOT * SLOT_MS) return [];`,
    replacement: ``,
    spec: 'apps/api/src/ticks/ticks.service.spec.ts',
  },
  {
    rule: 'an outbox that was left behind is work',
    file: 'libs/documents/src/progress/open-work.ts',
    anchor: `outbox.length > 0 && updatedAt < oldOutbox`,
    replacement: `outbox.length > 0 && updatedAt < ''`,
    spec: 'libs/documents/src/progress/open-work.spec.ts',
  },
  {
    rule: 'the look and the sweep agree on what has stalled: longer after each requeue',
    file: 'libs/documents/src/progress/stalled-after.ts',
    anchor: `* requeueFactor(document.redrives, step)`,
    replacement: ``,
    spec: 'libs/documents/src/progress/open-work.spec.ts',
  },
  {
    rule: 'a process that published messages knows that there is work',
    file: 'libs/documents/src/outbox/outbox-relay.ts',
    anchor: `this.#gaveWork = true;`,
    replacement: ``,
    spec: 'libs/documents/src/outbox/outbox-relay.spec.ts',
  },
  {
    rule: 'probes ask no dependency that was up while nobody has the process work',
    file: 'libs/observability/src/health/health.service.ts',
    anchor: `up.noted === this.activity.noted && Date.now() - up.at < IDLE_MS`,
    replacement: `Date.now() - up.at < 0`,
    spec: 'libs/observability/src/health/health.service.spec.ts',
  },
  {
    rule: 'a dependency is asked again after a request came',
    file: 'libs/observability/src/health/health.service.ts',
    anchor: `up.noted === this.activity.noted && `,
    replacement: ``,
    spec: 'libs/observability/src/health/health.service.spec.ts',
  },
];

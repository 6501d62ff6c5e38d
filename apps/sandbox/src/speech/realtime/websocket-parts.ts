import type { Clock } from '../../faults/clock.ts';
import type { FaultPlan } from '../../faults/fault-plan.ts';
import type { Log } from '../../log.ts';
import type { Narrator } from '../narrator.ts';
import type { Authenticator } from '../rest/authenticator.ts';

/** What the WebSocket endpoint and its connections work with. */
export interface WebSocketParts {
  readonly authenticator: Authenticator;
  readonly narrator: Narrator;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly log: Log;
  /** By how much the reported duration of a turn differs from its audio. */
  readonly durationFactor: () => number;
  /** Called for each turn that was answered to its end. */
  readonly countEffective: (operation: string) => void;
}

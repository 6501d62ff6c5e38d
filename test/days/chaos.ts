import { planFaults, type ScheduledFault } from '../chaos/fault-schedule.ts';
import { Random } from '../support/random.ts';

/** What may go wrong here. Clocks that are wrong would move the slots themselves, and delays would only be waited for. */
const KINDS: ReadonlySet<string> = new Set([
  'worker killed (-9)',
  'API killed (-9)',
  'worker rolled out (SIGTERM)',
  'API rolled out (SIGTERM)',
  'message delivered twice',
  'message sent, answer lost',
  'message settled, answer lost',
  'settlement refused',
  'AMQP connections dropped',
  'AMQP links dropped',
  'message locks lost',
  'broker restarted',
  'blob event delivered twice',
  'Cosmos 429',
  'Cosmos 449',
  'Cosmos 412',
  'Cosmos 503',
  'Cosmos wrote, answer lost',
  'Blob 503',
  'Blob wrote, answer lost',
  'Speech 5xx',
]);
/** Of a long plan of which the other kinds are left out. */
const PLANNED = 4_000;

/** How many processes of each kind run. */
export interface Places {
  readonly apis: number;
  readonly workers: number;
}

/** The faults of the days, one after the other: the same for the same seed. */
export class DayFaults {
  readonly #faults: ScheduledFault[];
  readonly #random: Random;
  #owed = 0;

  /** @param share of the steps that have a fault: every tenth of them, for 0.1 */
  constructor(
    seed: number,
    private readonly share: number,
    private readonly places: Places,
  ) {
    this.#faults = planFaults(seed, PLANNED * 1_000, 1_000).filter(({ kind }) => KINDS.has(kind));
    this.#random = new Random(seed, 'days');
  }

  /** The fault of the next step, at once; none in most steps. */
  next(): readonly ScheduledFault[] {
    this.#owed += this.share;
    if (this.#owed < 1) return [];
    this.#owed -= 1;
    const fault = this.#faults.shift();
    if (!fault) return [];
    const { action } = fault;
    const isOfProcess = action.do === 'kill' || action.do === 'terminate';
    const index = this.#random.whole(
      0,
      (isOfProcess && action.what === 'api' ? this.places.apis : this.places.workers) - 1,
    );
    return [{ ...fault, atMs: 0, action: isOfProcess ? { ...action, index } : action }];
  }
}

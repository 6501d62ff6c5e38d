import type { Logger } from '../../logging/logger.ts';
import type { AttributeValue } from '../../metrics/attributes.ts';
import { recordMetric } from '../../metrics/metrics.ts';

export type Signal = AttributeValue<'voice.telemetry.signal'>;
export type ExporterName = AttributeValue<'voice.telemetry.exporter'>;

/** A dead endpoint would write a line every few seconds. */
const LOG_EVERY_MS = 60_000;

/** Counts telemetry that was not sent, and says so in the log, at most once a minute. */
export class Drops {
  readonly #counts = new Map<string, { signal: Signal; exporter: ExporterName; dropped: number; unsaid: number }>();
  #saidAt = -Infinity;

  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param reason a word or a code of the transport; texts of other services are not passed on */
  add(signal: Signal, exporter: ExporterName, count: number, reason: string): void {
    const key = `${signal} ${exporter}`;
    const counted = this.#counts.get(key) ?? { signal, exporter, dropped: 0, unsaid: 0 };
    counted.dropped += count;
    counted.unsaid += count;
    this.#counts.set(key, counted);
    recordMetric('voice.telemetry.dropped', count, {
      'voice.telemetry.signal': signal,
      'voice.telemetry.exporter': exporter,
    });
    if (this.now() - this.#saidAt < LOG_EVERY_MS) return;
    this.say(reason);
  }

  /** Says what has not been said. */
  say(reason = 'end of the process'): void {
    const unsaid = [...this.#counts.values()].filter((each) => each.unsaid > 0);
    if (unsaid.length === 0) return;
    this.#saidAt = this.now();
    const dropped = unsaid.map((each) => ({ signal: each.signal, exporter: each.exporter, count: each.unsaid }));
    this.logger.warn({ dropped, reason }, 'telemetry was dropped');
    for (const each of unsaid) each.unsaid = 0;
  }

  /** Since the process started. */
  total(signal: Signal, exporter: ExporterName): number {
    return this.#counts.get(`${signal} ${exporter}`)?.dropped ?? 0;
  }
}

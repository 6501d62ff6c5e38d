import { type Tick, tickId } from '#documents';
import { type MessagePublisher, SYSTEM_TENANT } from '#messaging';
import type { Logger } from '#observability';

/** What one beat does outside. */
export class Round {
  readonly published: string[] = [];
  hasFailed = false;

  constructor(
    private readonly publisher: MessagePublisher,
    private readonly logger: Logger,
  ) {}

  /** @param name of the schedule, if it is not that of the type. @returns whether it was published */
  async publish(tick: Tick, slot: number, name: string = tick.type): Promise<boolean> {
    const { type } = tick;
    const message = { ...tick({ tenantId: SYSTEM_TENANT, subjectId: type }), id: tickId(name, slot) };
    const done = await this.attempt(async () => {
      await this.publisher.publish(message);
      this.published.push(type);
      return true;
    }, `the tick ${type} could not be published`);
    return done === true;
  }

  /** @returns undefined when it failed */
  async attempt<R>(act: () => Promise<R>, complaint: string): Promise<R | undefined> {
    try {
      return await act();
    } catch (err) {
      this.hasFailed = true;
      this.logger.warn({ err }, complaint);
      return undefined;
    }
  }
}

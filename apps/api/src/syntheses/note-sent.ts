import { Inject, Injectable } from '@nestjs/common';
import { Commit, expiryMessage, type Stored } from '#documents';
import { type Synthesis, withSent } from '#domain';
import { type Logger, LOGGER } from '#observability';

/** Notes that the audio of a synthesis was sent as a whole: one that is not to be stored is removed an hour after the first time. */
@Injectable()
export class NoteSent {
  constructor(
    private readonly commit: Commit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Does not fail: the audio was sent, and without this note it is removed later. */
  async execute({ tenantId, id }: Pick<Synthesis, 'tenantId' | 'id'>, now = Date.now()): Promise<void> {
    const change = (current: Stored<Synthesis>): Stored<Synthesis> | undefined => {
      const sent = withSent(current, now);
      const message = sent && expiryMessage(sent, now);
      return message && { ...sent, outbox: [...sent.outbox, message] };
    };
    try {
      await this.commit.update('synthesis', tenantId, id, change, { following: 'background' });
    } catch (err) {
      this.logger.warn({ err, subjectId: id }, 'a download that was complete could not be noted');
    }
  }
}

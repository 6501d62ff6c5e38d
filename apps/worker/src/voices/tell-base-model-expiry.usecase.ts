import { Injectable } from '@nestjs/common';
import { Commit, type Stored, TraceStore } from '#documents';
import { type BaseModelNotice, dueBaseModelNotice, errorCodeOf, noticeDueAt, type Voice } from '#domain';
import { recordEvent } from '#observability';
import { type BaseModel, CustomVoiceClient } from '#speech';
import type { SweptPage } from '../platform/swept-page.ts';
import { MakeDeliveries } from '../webhooks/make-deliveries.service.ts';

const VOICES_AT_ONCE = 100;

/**
 * Tells the owners of voices whose base model expires, once for each of 90, 30 and 7 days before. The deliveries come before the note in the voice:
 * a run that dies between them makes the same deliveries again.
 * See ADR 205.
 */
@Injectable()
export class TellBaseModelExpiry {
  constructor(
    private readonly customVoice: CustomVoiceClient,
    private readonly traces: TraceStore,
    private readonly deliveries: MakeDeliveries,
    private readonly commit: Commit,
  ) {}

  /** One page of the voices of base models that expire soon. Voices are looked for only when there is such a base model. */
  async execute(after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const now = Date.now();
    const ends = endsOf(await this.customVoice.listBaseModels({ signal }), now);
    const counts = { ownersTold: 0 };
    if (ends.size === 0) return { counts, next: undefined };
    const voices = await this.traces.voicesOfBaseModels([...ends.keys()], VOICES_AT_ONCE, after);
    for (const voice of voices) {
      signal.throwIfAborted();
      const notice = dueBaseModelNotice(voice, ends.get(voice.baseModel) ?? '', now);
      if (notice && (await this.tell(voice, notice, signal))) counts.ownersTold += 1;
    }
    return { counts, next: voices.length === VOICES_AT_ONCE ? voices.at(-1)?.id : undefined };
  }

  private async tell(voice: Stored<Voice>, notice: BaseModelNotice, signal: AbortSignal): Promise<boolean> {
    const { tenantId, id: subjectId } = voice;
    const occurredAt = noticeDueAt(voice, notice);
    const meaning = `${subjectId}:base-model:${notice.expiresAt}:${notice.daysBefore}`;
    await this.deliveries.execute(
      { tenantId, subjectId, event: 'voice.base-model-expiring', occurredAt, meaning },
      signal,
    );
    try {
      await this.commit.save({ ...voice, baseModelNotice: notice });
    } catch (error) {
      // It changed meanwhile: the next run notes it.
      if (errorCodeOf(error) !== 'etag-mismatch') throw error;
      return false;
    }
    recordEvent('base-model.expiring', { subjectId, daysBefore: String(notice.daysBefore) });
    return true;
  }
}

/** When each base model expires that does so soon enough for a notice, RFC 3339. */
function endsOf(models: readonly BaseModel[], now: number): ReadonlyMap<string, string> {
  return new Map(
    models.flatMap(({ name, expirationDateTime }) => {
      const time = Date.parse(expirationDateTime ?? '');
      if (Number.isNaN(time)) return [];
      const expiresAt = new Date(time).toISOString();
      return dueBaseModelNotice({}, expiresAt, now) ? [[name, expiresAt] as const] : [];
    }),
  );
}

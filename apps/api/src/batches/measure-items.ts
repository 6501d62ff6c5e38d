import { setImmediate } from 'node:timers/promises';
import { type FieldError, ServiceError, type SpeakableVoice } from '#domain';
import { batchItemScript, type SpeechScript } from '#speech';
import type { CreateBatchBody } from './batches.schema.ts';

const MOST_FIELDS = 50;
/** How long other requests may be kept waiting at a time. */
const LONGEST_RUN_MS = 20;

/**
 * What `measure` finds for each item of a batch, in their order.
 * @throws ServiceError `invalid-request`, `text-too-long`, `invalid-ssml`, with a pointer to each item that cannot be spoken
 */
export async function measureItems<T>(
  body: Pick<CreateBatchBody, 'items' | 'locale' | 'rate'>,
  voice: Pick<SpeakableVoice, 'id' | 'baseModel' | 'speakerProfileId' | 'locale'>,
  measure: (script: SpeechScript) => T,
): Promise<T[]> {
  const { baseModel, speakerProfileId } = voice;
  const settings = {
    baseModel,
    speakerProfileId,
    aliases: [voice.id],
    locale: body.locale ?? voice.locale,
    rate: body.rate,
  };
  const refused: { error: ServiceError; field: FieldError }[] = [];
  const measured: T[] = [];
  let since = performance.now();
  for (const [index, item] of body.items.entries()) {
    if (performance.now() - since > LONGEST_RUN_MS) {
      await setImmediate();
      since = performance.now();
    }
    try {
      measured.push(measure(batchItemScript(item, settings)));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      refused.push({ error, field: fieldOf(error, `/items/${index}/${'ssml' in item ? 'ssml' : 'text'}`) });
    }
  }
  const [first] = refused;
  if (!first) return measured;
  throw new ServiceError(first.error.code, `${refused.length} of the items cannot be spoken. ${first.error.detail}`, {
    fields: refused.slice(0, MOST_FIELDS).map(({ field }) => field),
  });
}

/** SSML errors say where in it the fault is. */
function fieldOf({ code, detail, fields }: ServiceError, pointer: string): FieldError {
  return { code, detail, ...fields[0], pointer };
}

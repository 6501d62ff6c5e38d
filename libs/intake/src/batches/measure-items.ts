import { type FieldError, ServiceError, type SpeakableVoice, type SpeakerIdentity, speakerOf } from '#domain';
import { inTurns, type Steps } from '#loop';
import { assertFitsOneRequest, batchItemScriptInSteps, type SpeechScript } from '#speech';
import type { CreateBatchBody } from './create-batch.schema.ts';

const MAX_FIELDS = 50;

type SpeakingVoice = SpeakerIdentity & Pick<SpeakableVoice, 'locale'>;

/**
 * What `measure` finds for each item of a batch, in their order.
 * @param disclosure what is said before each item
 * @throws ServiceError `invalid-request`, `text-too-long`, `invalid-ssml`, with a pointer to each item that cannot be spoken
 */
export function measureItems<T>(
  body: Pick<CreateBatchBody, 'items' | 'locale' | 'rate'>,
  voice: SpeakingVoice,
  disclosure: string | undefined,
  measure: (script: SpeechScript) => Steps<T>,
): Promise<T[]> {
  return inTurns(measureInSteps(body, voice, disclosure, measure));
}

function* measureInSteps<T>(
  body: Pick<CreateBatchBody, 'items' | 'locale' | 'rate'>,
  voice: SpeakingVoice,
  disclosure: string | undefined,
  measure: (script: SpeechScript) => Steps<T>,
): Steps<T[]> {
  const settings = {
    ...speakerOf(voice),
    locale: body.locale ?? voice.locale,
    rate: body.rate,
    disclosure,
  };
  const refused: { error: ServiceError; field: FieldError }[] = [];
  let refusals = 0;
  const measured: T[] = [];
  for (const [index, item] of body.items.entries()) {
    try {
      assertFitsOneRequest(item);
      measured.push(yield* measure(yield* batchItemScriptInSteps(item, settings)));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const field = fieldOf(error, `/items/${index}/${'ssml' in item ? 'ssml' : 'text'}`);
      if (refusals++ < MAX_FIELDS) refused.push({ error, field });
    }
    yield;
  }
  const [first] = refused;
  if (!first) return measured;
  throw new ServiceError(first.error.code, `${refusals} items cannot be spoken. ${first.error.detail}`, {
    fields: refused.map(({ field }) => field),
  });
}

/** SSML errors say where in it the fault is. */
function fieldOf({ code, detail, fields }: ServiceError, pointer: string): FieldError {
  return { code, detail, ...fields[0], pointer };
}

import { Injectable } from '@nestjs/common';
import { FairSemaphore, type SpeakRequest, SpeechSynthesizerPool, type SpeechTurn } from '#speech';

/**
 * Speaks when its tenant gets a slot. `listen` has the connection until what it returns has settled: it reads the audio to its end.
 * @throws what `listen` throws, or the reason of the request's signal, which ends the wait for a slot too
 */
export type Speak = <T>(request: SpeakRequest, listen: (turn: SpeechTurn) => Promise<T>) => Promise<T>;

/**
 * Shares the connections of this process between tenants. Many more parts are received at once than there are connections; were they
 * spoken in the order in which they came, a tenant with long texts would hold up all others.
 * See ADR 31.
 */
@Injectable()
export class FairSlots {
  constructor(
    private readonly synthesizers: SpeechSynthesizerPool,
    /** As many as there are connections: nobody who has a slot waits for one, except for what it takes to replace it. */
    private readonly slots: FairSemaphore,
  ) {}

  /** @param waiting ends the wait for a slot, but not the speech */
  of(tenantId: string, waiting?: AbortSignal): Speak {
    return async (request, listen) => {
      const signals = [request.signal, waiting].filter((signal) => signal !== undefined);
      const leave = await this.slots.acquire(tenantId, AbortSignal.any(signals));
      try {
        return await listen(this.synthesizers.speak(request));
      } finally {
        leave();
      }
    };
  }
}

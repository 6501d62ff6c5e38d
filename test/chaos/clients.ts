import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { COMPANY, enrolVoice, speakRecordings, TALENT } from './enrolled.ts';
import type { JobContext } from './jobs.ts';
import { type ClientCounts, noCounts, PatientClient } from './patient-client.ts';

/** Short against the life of a token, an hour. */
const TOKEN_KEPT_MS = 600_000;

export interface Clients {
  /** What a job of a client needs. */
  readonly context: JobContext;
  readonly counts: ClientCounts;
  /** Aborted when clients are to wait no longer. */
  readonly giveUp: AbortController;
}

/** Enrolls a voice, and connects clients that will have it speak. @param run tells the idempotency keys of runs apart */
export async function connectClients(system: VoiceSystem, run: string): Promise<Clients> {
  const recordings = await speakRecordings(system);
  const voiceId = await enrolVoice(system, recordings);
  const counts = noCounts();
  const giveUp = new AbortController();
  let kept: { readonly token: string; readonly until: number } | undefined;
  const token = async (): Promise<string> => {
    const now = Date.now() + system.aheadMs;
    if (kept === undefined || kept.until < now) kept = { token: await system.token(), until: now + TOKEN_KEPT_MS };
    return kept.token;
  };
  const client = new PatientClient({ urls: system.apiUrls, counts, giveUp: giveUp.signal, token });
  const context = { client, voiceId, recordings, talent: TALENT, company: COMPANY, run, giveUp: giveUp.signal };
  return { context, counts, giveUp };
}

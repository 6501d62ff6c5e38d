import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ApiClient, OperationAnswer } from '../support/api-client.ts';
import { SAMPLE, STATEMENT, uploaded } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { recordingOf } from '../support/system.ts';

const CONSENT = { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US' };
const TEXT = 'A short text.';

export interface Jobs {
  readonly synthesis: () => Promise<{ readonly id: string }>;
  readonly batch: () => Promise<{ readonly id: string }>;
  readonly cancel: () => Promise<{ readonly id: string }>;
  readonly upload: () => Promise<{ readonly id: string }>;
  readonly consent: () => Promise<{ readonly id: string }>;
  readonly voice: () => Promise<{ readonly id: string }>;
  readonly delivery: () => Promise<{ readonly id: string }>;
  readonly erasure: () => Promise<{ readonly id: string }>;
}

export type JobKind = keyof Jobs;

/** What is done in each, for people. */
export const JOB_KINDS: Readonly<Record<JobKind, string>> = {
  synthesis: 'synthesis',
  batch: 'batch of two texts',
  cancel: 'queued batch that is canceled',
  upload: 'recording, as a form',
  consent: 'consent, with its recording',
  voice: 'voice of one sample',
  delivery: 'synthesis of which a webhook tells',
  erasure: 'erasure of a voice',
};

/** One job of each kind; recordings and voices that it needs were made before. */
export async function jobsOf(
  system: SystemUnderTest,
  api: ApiClient,
  voiceId: string,
): Promise<Jobs & AsyncDisposable & { listen(): Promise<void> }> {
  // A batch takes over what was spoken before.
  const text = () => `${TEXT} ${randomUUID()}`;
  const recording = (said: string) => recordingOf(system, said);
  const subjectOf = async (asked: Promise<OperationAnswer>) => (await asked).subject;
  const synthesis = () => subjectOf(api.json('POST', '/v1/syntheses', { voiceId, text: TEXT }));
  const consentUpload = await uploaded(api, 'consent', await recording(STATEMENT));
  const [voiceConsent, voiceSample, sample] = await Promise.all([
    recording(STATEMENT).then((content) => uploaded(api, 'consent', content)),
    recording(SAMPLE).then((content) => uploaded(api, 'sample', content)),
    recording(SAMPLE),
  ]);
  const receiver = await acknowledging();
  return {
    synthesis,
    batch: () =>
      subjectOf(
        api.json('POST', '/v1/batches', {
          voiceId,
          items: [
            { key: '1', text: text() },
            { key: '2', text: text() },
          ],
        }),
      ),
    async cancel() {
      const items = [{ key: '1', text: text() }];
      const operation = await api.json<OperationAnswer>('POST', '/v1/batches', { voiceId, items });
      await api.send('POST', `/v1/operations/${operation.id}/cancel`);
      return operation.subject;
    },
    upload: async () => ({ id: await uploaded(api, 'sample', sample) }),
    consent: () => api.json('POST', '/v1/consents', { ...CONSENT, uploadId: consentUpload }),
    voice: () =>
      subjectOf(
        api.json('POST', '/v1/voices', {
          name: 'Counted',
          kind: 'personal',
          consent: { ...CONSENT, uploadId: voiceConsent },
          samples: [{ uploadId: voiceSample }],
        }),
      ),
    delivery: synthesis,
    erasure: async () => subjectOf(api.json('DELETE', `/v1/voices/${voiceId}`)),
    listen: async () => {
      const { url } = receiver;
      await api.json('POST', '/v1/webhook-endpoints', { url, events: ['synthesis.succeeded'] });
    },
    [Symbol.asyncDispose]: async () => {
      receiver.server.close();
      receiver.server.closeAllConnections();
    },
  };
}

async function acknowledging(): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

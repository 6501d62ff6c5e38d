import type { Principal } from '#auth';
import { RequestIds } from '#documents';
import { isRetryable, consentStatement, type Consent, errorCodeOf, type Operation, type Voice } from '#domain';
import { CancelOperation, CreateSynthesis, CreateVoice } from '#intake';
import { CreateUpload } from '../../apps/api/src/uploads/create-upload.usecase.ts';
import type { Container } from './containers.ts';
import { SPEAKER_PROFILE_ID, SPOKEN } from './provider.ts';
import type { SimulatedSystem } from './system.ts';
import { processContext, type SimulatedProcess } from './world.ts';
import type { AcceptedJob } from '../support/remains.ts';

export const TENANT = '11111111-1111-4111-8111-111111111111';
const PRINCIPAL: Principal = {
  tenantId: TENANT,
  objectId: '22222222-2222-4222-8222-222222222222',
  kind: 'user',
  roles: ['Voice.Admin'],
  clientId: '33333333-3333-4333-8333-333333333333',
};
const PARTIES = { voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' } as const;
const STATEMENT = consentStatement(PARTIES.locale, PARTIES.voiceTalentName, PARTIES.companyName);
const MAX_TRIES = 25;
/** After this long a client stops waiting for an answer; longer than an idempotency key stays claimed by a run that died. */
const PATIENCE_MS = 90_000;

export type JobKind = 'synthesis' | 'canceled-synthesis' | 'enrollment' | 'canceled-enrollment';

class ConnectionLost extends Error {}

/** The clients of a deployment: they ask again until they have an answer, and remember what they were promised. */
export class SimulatedClients {
  readonly accepted: AcceptedJob[] = [];
  running = 0;
  /** Blob events that Event Grid has not delivered yet. */
  eventsUnderway = 0;
  readonly #process: SimulatedProcess;
  #voiceId = '';

  constructor(private readonly system: SimulatedSystem) {
    this.#process = system.newProcess('client');
  }

  /** A voice to speak with, as if it had been enrolled long ago. */
  seedVoice(): void {
    const { database, world, storage, provider } = this.system;
    const ids = this.idsOf('seed', false);
    const at = new Date(world.now).toISOString();
    const common = { tenantId: TENANT, ownerId: PRINCIPAL.objectId, createdAt: at, updatedAt: at, outbox: [] };
    const consentId = ids.id('consent');
    const evidence = {
      blobName: `${TENANT}/${consentId}.wav`,
      sha256: '',
      match: {},
    } as unknown as Consent['evidence'];
    const consent = {
      ...common,
      id: consentId,
      kind: 'consent',
      status: 'active',
      stage: 'done',
      ...PARTIES,
      evidence,
    };
    this.#voiceId = ids.id('voice');
    const voice: Partial<Voice> = {
      ...common,
      id: this.#voiceId,
      kind: 'voice',
      status: 'ready',
      stage: 'done',
      locale: PARTIES.locale,
      baseModel: 'DragonLatestNeural',
      consentId,
      sampleUploadIds: [],
      speakerProfileId: SPEAKER_PROFILE_ID,
      consented: { ...PARTIES, recordingSha256: '' },
    };
    for (const document of [consent, voice]) {
      database.data.stored.set(document.id as string, {
        ...document,
        id: document.id as string,
        partitionKey: TENANT,
        _etag: '"seed"',
      });
    }
    storage.write({ container: 'consents', name: `${TENANT}/${consentId}.wav` }, Buffer.from(''));
    provider.seed(consentId, this.#voiceId);
  }

  start(kind: JobKind, name: string): void {
    this.running++;
    void processContext.run(this.#process, async () => {
      try {
        if (kind.endsWith('synthesis')) await this.synthesize(name, kind.startsWith('canceled'));
        else await this.enrol(name, kind.startsWith('canceled'));
      } finally {
        this.running--;
      }
    });
  }

  private async synthesize(name: string, cancels: boolean): Promise<void> {
    const body: Parameters<CreateSynthesis['execute']>[1] = {
      voiceId: this.#voiceId,
      text: `job ${name}`,
      format: 'wav',
      rate: 1,
    };
    const operation = await this.ask((api, resumed) =>
      api.get(CreateSynthesis).execute(PRINCIPAL, body, this.idsOf(name, resumed)),
    );
    if (operation) await this.remember(operation, `job ${name}`, cancels);
  }

  private async enrol(name: string, cancels: boolean): Promise<void> {
    const isGood = this.system.world.random.chance(0.9);
    const consentUpload = await this.upload(`${name}-consent`, 'consent', STATEMENT);
    const sample = await this.upload(`${name}-sample`, 'sample', isGood ? 'a long sample' : undefined);
    if (consentUpload === undefined || sample === undefined) return;
    const body = {
      name,
      kind: 'personal',
      consent: { ...PARTIES, uploadId: consentUpload },
      samples: [{ uploadId: sample }],
    } as Parameters<CreateVoice['execute']>[1];
    const operation = await this.ask((api, resumed) =>
      api.get(CreateVoice).execute(PRINCIPAL, body, this.idsOf(name, resumed)),
    );
    if (operation) await this.remember(operation, undefined, cancels);
  }

  private async remember(operation: Operation, text: string | undefined, cancels: boolean): Promise<void> {
    const job: AcceptedJob = { operationId: operation.id, subjectId: operation.subject.id, text };
    this.accepted.push(job);
    if (!cancels) return;
    await this.wait(this.system.world.random.pick([0, 50, 500, 3_000, 30_000]));
    const canceled = await this.ask((api) => api.get(CancelOperation).execute(PRINCIPAL, operation.id));
    if (canceled?.status === 'canceled') this.accepted[this.accepted.indexOf(job)] = { ...job, canceled: true };
  }

  private async upload(name: string, purpose: 'consent' | 'sample', says: string | undefined) {
    const body = { purpose, fileName: `${name}.wav` } as Parameters<CreateUpload['execute']>[1];
    const answer = await this.ask((api, resumed) =>
      api.get(CreateUpload).execute(PRINCIPAL, body, this.idsOf(name, resumed)),
    );
    if (!answer) return undefined;
    const blobName = `${TENANT}/${answer.upload.id}`;
    const bytes = Buffer.from(says === undefined ? `noise ${name}` : `${name} ${SPOKEN}${says}`);
    await this.wait(this.system.world.random.between(10, 500));
    const eTag = this.system.storage.write({ container: 'uploads', name: blobName }, bytes);
    this.raiseBlobCreated(blobName, eTag, bytes.length);
    return answer.upload.id;
  }

  /** Event Grid delivers at least once, in no order. */
  private raiseBlobCreated(blobName: string, eTag: string, contentLength: number): void {
    const { world, bus } = this.system;
    const id = `event-${blobName}`;
    const body = JSON.stringify({
      specversion: '1.0',
      type: 'Microsoft.Storage.BlobCreated',
      id,
      source: '/subscriptions/simulated',
      subject: `/blobServices/default/containers/uploads/blobs/${blobName}`,
      time: new Date(world.now).toISOString(),
      data: { eTag, contentLength },
    });
    const deliver = (): void => {
      this.eventsUnderway++;
      world.after(world.faults.strikes('blob-event-late') ? world.random.between(1_000, 120_000) : 50, () => {
        this.eventsUnderway--;
        bus.enqueue('audio-uploads', id, body, world.now, { detectDuplicates: world.random.chance(0.5) });
      });
    };
    deliver();
    if (world.faults.strikes('blob-event-twice')) deliver();
  }

  /** Asks one API process, and another when that one dies or is silent. Undefined when it was refused. */
  private async ask<R>(request: (api: Container, resumed: boolean) => Promise<R>): Promise<R | undefined> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      try {
        return await this.askOnce((api) => request(api, tries > 0));
      } catch (error) {
        if (!(error instanceof ConnectionLost) && !isRetryable(error)) return undefined;
        if (errorCodeOf(error) === 'state-conflict') return undefined;
        await this.wait(this.system.world.random.between(500, 5_000 * (1 + tries)));
      }
    }
    return undefined;
  }

  private askOnce<R>(request: (api: Container) => Promise<R>): Promise<R> {
    const { apis, world } = this.system;
    if (apis.length === 0) return Promise.reject(new ConnectionLost());
    const { process, container } = world.random.pick(apis);
    return new Promise<R>((resolve, reject) => {
      const fail = (): void => reject(new ConnectionLost());
      const timer = world.within(this.#process, PATIENCE_MS, fail);
      const forget = (): void => {
        timer.canceled = true;
        const index = process.onKilled.indexOf(fail);
        if (index >= 0) process.onKilled.splice(index, 1);
      };
      process.onKilled.push(fail);
      world.within(process, 2, () => {
        processContext
          .run(process, () => request(container))
          .finally(forget)
          .then(
            (answer) => world.within(this.#process, 2, () => resolve(answer)),
            (error: unknown) => world.within(this.#process, 2, () => reject(error)),
          );
      });
    });
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.system.world.within(this.#process, ms, resolve));
  }

  /** What the idempotency store gives a request: the same ids for each of its runs. */
  private idsOf(name: string, resumed: boolean): RequestIds {
    return new RequestIds({ seed: name, at: this.system.world.now - (this.system.world.now % 86_400_000), resumed });
  }
}

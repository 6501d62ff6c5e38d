import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aConfig } from '#config/testing';
import { VoiceEndpoints } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, newEndpoint, professionalIds, ServiceError, type Voice, type VoiceEndpoint } from '#domain';
import { anId, aVoice, stub, TENANT } from '#domain/testing';
import { useMetricSink } from '#observability';
import { MemoryLogger } from '#observability/testing';
import type { ProfessionalVoiceClient } from '#speech';
import { EndpointCycle } from './endpoint-cycle.service.ts';

const START = Date.parse('2026-11-10T00:00:00.000Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SUBJECT = { tenantId: TENANT, subjectId: anId('voice') };
const signal = new AbortController().signal;

/** The endpoint at Azure: each change takes a minute, and it costs from when it is deployed until it is suspended. */
class AzureEndpoint {
  status = 'Succeeded';
  isThere = true;
  resumes = true;
  suspends = true;
  /** How long each change takes. */
  changeMs = MINUTE_MS;
  readonly operations: string[] = [];
  #change: { readonly to: string; readonly endsAt: number } | undefined;
  #upSince: number | undefined = Date.now();
  #upMs = 0;
  #stale: { readonly status: string; readonly until: number } | undefined;

  get upMs(): number {
    this.#settle();
    return this.#upMs + (this.#upSince === undefined ? 0 : Date.now() - this.#upSince);
  }

  get() {
    this.#settle();
    const stale = this.#stale !== undefined && Date.now() < this.#stale.until ? this.#stale.status : undefined;
    const status = stale ?? this.status;
    return Promise.resolve(this.isThere ? { id: 'id', projectId: 'p', modelId: 'm', status } : undefined);
  }

  /** What it still says of itself for so long after a change was asked for. */
  staleMs = 0;

  async change(to: 'Succeeded' | 'Disabled', operationId: string) {
    this.#settle();
    this.operations.push(operationId);
    this.#stale = { status: this.status, until: Date.now() + this.staleMs };
    this.status = to === 'Succeeded' ? 'Running' : 'Disabling';
    this.#change = { to, endsAt: Date.now() + this.changeMs };
    return stub<Awaited<ReturnType<ProfessionalVoiceClient['suspendEndpoint']>>>({ status: this.status });
  }

  /** It costs nothing from now on. */
  delete(): void {
    this.#settle();
    if (this.#upSince !== undefined) this.#upMs += Date.now() - this.#upSince;
    this.#upSince = undefined;
    this.#change = undefined;
    this.isThere = false;
  }

  create(operationId: string) {
    this.isThere = true;
    this.#upSince = Date.now();
    return this.change('Succeeded', operationId);
  }

  #settle(): void {
    const change = this.#change;
    if (change === undefined || change.endsAt > Date.now()) return;
    this.#change = undefined;
    const isRefused = change.to === 'Succeeded' ? !this.resumes : !this.suspends;
    const before = change.to === 'Succeeded' ? 'Disabled' : 'Succeeded';
    this.status = isRefused ? before : change.to;
    if (isRefused && before === 'Succeeded') return;
    if (this.status === 'Succeeded') this.#upSince = change.endsAt;
    else if (this.#upSince !== undefined) {
      this.#upMs += change.endsAt - this.#upSince;
      this.#upSince = undefined;
    }
  }
}

/** The worker, whose messages come back in time, and who speaks with the voice now and then. */
class World {
  readonly documents = new TestDocuments();
  readonly azure = new AzureEndpoint();
  readonly removed: string[] = [];
  readonly endpoints: VoiceEndpoints;
  readonly #cycle: EndpointCycle;
  /** When each message comes, epoch ms. */
  #due: number[] = [Date.now()];
  handled = 0;

  constructor(limits: { readonly idleMs: number; readonly maxMsPerMonth: number }) {
    const config = aConfig({ professionalEndpoints: limits });
    this.endpoints = new VoiceEndpoints(this.documents.commit, config);
    this.#cycle = new EndpointCycle(
      config,
      stub({
        getEndpoint: () => this.azure.get(),
        suspendEndpoint: (_: string, operationId: string) => this.azure.change('Disabled', operationId),
        createEndpoint: (_: string, __: object, operationId: string) => this.azure.create(operationId),
        resumeEndpoint: (_: string, operationId: string) => this.azure.change('Succeeded', operationId),
      }),
      stub({
        execute: (id: string) => Promise.resolve(void this.removed.push(id)),
        endpoint: (id: string) => {
          this.removed.push(`endpoint of ${id}`);
          this.azure.delete();
          return Promise.resolve();
        },
      }),
      stub({ deleteContainer: () => Promise.resolve() }),
      this.documents.commit,
      new MemoryLogger().asLogger,
    );
  }

  async create(changes: Partial<Voice> = {}): Promise<void> {
    const endpoint: VoiceEndpoint = { ...newEndpoint(Date.now()), status: 'deployed' };
    const professional = { voiceName: 'AnnaNeural' };
    await this.documents.store.create(aVoice({ voiceKind: 'professional', professional, endpoint, ...changes }));
  }

  voice(): Promise<Voice> {
    return this.documents.store.get('voice', TENANT, SUBJECT.subjectId);
  }

  async endpoint(): Promise<VoiceEndpoint> {
    const { endpoint } = await this.voice();
    if (endpoint === undefined) throw new Error('there is no endpoint');
    return endpoint;
  }

  /** Handles the messages that come until then. */
  async until(time: number): Promise<void> {
    for (;;) {
      await this.#receive();
      const [next] = this.#due.sort((a, b) => a - b);
      if (next === undefined || next > time) break;
      this.#due.shift();
      vi.setSystemTime(Math.max(next, Date.now()));
      this.handled += 1;
      const voice = await this.documents.store.get('voice', TENANT, SUBJECT.subjectId);
      const outcome = await this.#cycle.execute(voice, signal);
      if ('retryAfterMs' in outcome) this.#due.push(Date.now() + outcome.retryAfterMs);
    }
    vi.setSystemTime(Math.max(time, Date.now()));
  }

  /** Speaks, and waits as long as it is told to. @returns how often it was told to wait */
  async speak(): Promise<number> {
    for (let waits = 0; ; waits += 1) {
      const error: unknown = await this.endpoints.wake(await this.voice()).catch((refused: unknown) => refused);
      if (error === undefined) {
        expect((await this.azure.get())?.status).toBe('Succeeded');
        return waits;
      }
      if (!(error instanceof ServiceError) || error.code !== 'endpoint-resuming') throw error;
      await this.until(Date.now() + (error.retryAfterMs ?? 0));
    }
  }

  /** What was relayed in the background comes at once. */
  async #receive(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const messages = this.documents.published.splice(0).filter(({ type }) => type === 'voice.poll');
    this.#due.push(...messages.map(() => Date.now()));
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: START }));
afterEach(() => void vi.useRealTimers());

const counted = ({ upMs }: VoiceEndpoint) => Object.values(upMs).reduce((sum, ms) => sum + ms, 0);

describe(EndpointCycle.name, () => {
  it('suspends an endpoint that nobody uses, and resumes it for the next speech', async () => {
    const world = new World({ idleMs: 2 * HOUR_MS, maxMsPerMonth: 100 * HOUR_MS });
    await world.create();
    await world.until(START + HOUR_MS);
    expect(await world.speak()).toBe(0);
    await world.until(START + 2.9 * HOUR_MS);
    expect((await world.endpoint()).status).toBe('deployed');
    await world.until(START + 3.5 * HOUR_MS);
    expect([(await world.endpoint()).status, world.azure.status]).toEqual(['suspended', 'Disabled']);
    const { handled } = world;
    await world.until(START + DAY_MS);
    expect(world.handled).toBe(handled);
    expect(await world.speak()).toBeGreaterThan(0);
    expect((await world.voice()).status).toBe('ready');
    expect((await world.endpoint()).status).toBe('deployed');
    const { endpoint } = professionalIds(SUBJECT.subjectId);
    expect(world.azure.operations).toEqual([`suspend-${endpoint}-2`, `resume-${endpoint}-3`]);
  });

  it('costs no more than the hours for which it was up in 30 days with two calls a week', async () => {
    const idleMs = 2 * HOUR_MS;
    const world = new World({ idleMs, maxMsPerMonth: 100 * HOUR_MS });
    await world.create();
    let calls = 0;
    for (let hour = 1; hour <= 30 * 24; hour += 1) {
      await world.until(START + hour * HOUR_MS);
      if (hour % (7 * 24) !== 24 && hour % (7 * 24) !== 96) continue;
      await world.speak();
      calls += 1;
    }
    await world.until(START + 31 * DAY_MS);
    const endpoint = await world.endpoint();
    const [billedMs, countedMs] = [world.azure.upMs, counted(endpoint)];
    const hours = (ms: number) => (ms / HOUR_MS).toFixed(2);
    const always = 30 * 24;
    process.stdout.write(
      `30 days, ${calls} calls: ${hours(billedMs)} h billed, ${hours(countedMs)} h counted, ${always} h if it were never suspended; ${world.handled} messages\n`,
    );
    expect(endpoint.status).toBe('suspended');
    expect(billedMs).toBeLessThanOrEqual(countedMs);
    // After it was created, and after each call: the idle time, and two changes of a minute with what it takes to hear of them.
    expect(countedMs).toBeLessThanOrEqual((calls + 1) * (idleMs + 4 * MINUTE_MS));
    expect(Object.keys(endpoint.upMs)).toEqual(['2026-11', '2026-12']);
    // While it is suspended no message comes.
    expect(world.handled).toBeLessThan((calls + 1) * 150);
  });

  it('is never up for longer than its ceiling, however much it is used, and speaks again in the next month', async () => {
    const maxMsPerMonth = 10 * HOUR_MS;
    const world = new World({ idleMs: 2 * HOUR_MS, maxMsPerMonth });
    await world.create();
    let refused = 0;
    for (let time = START; time < START + 20 * DAY_MS; time += 30 * MINUTE_MS) {
      await world.until(time);
      const code = await world.speak().then(() => undefined, errorCodeOf);
      if (code !== undefined) expect(code).toBe('endpoint-hours-exhausted');
      if (code !== undefined) refused += 1;
    }
    expect(refused).toBeGreaterThan(900);
    expect(world.azure.upMs).toBeLessThanOrEqual(maxMsPerMonth);
    expect(world.azure.upMs).toBeGreaterThan(0.9 * maxMsPerMonth);
    expect((await world.endpoint()).nearIn).toBe('2026-11');
    await world.until(Date.parse('2026-12-01T00:00:00.000Z'));
    await world.speak();
    expect((await world.endpoint()).status).toBe('deployed');
  });

  it('resumes at once what is wanted while it is being suspended', async () => {
    const world = new World({ idleMs: HOUR_MS, maxMsPerMonth: 100 * HOUR_MS });
    await world.create();
    await world.until(START + HOUR_MS + 10_000);
    expect((await world.endpoint()).status).toBe('suspending');
    await world.speak();
    expect((await world.endpoint()).status).toBe('deployed');
  });

  it('says that Azure cannot resume it, and asks again later', async () => {
    const world = new World({ idleMs: HOUR_MS, maxMsPerMonth: 100 * HOUR_MS });
    await world.create();
    await world.until(START + 2 * HOUR_MS);
    world.azure.resumes = false;
    expect(await world.speak().catch(errorCodeOf)).toBe('provider-unavailable');
    expect((await world.endpoint()).status).toBe('suspended');
    world.azure.resumes = true;
    await world.until(Date.now() + 2 * MINUTE_MS);
    await world.speak();
    expect((await world.endpoint()).status).toBe('deployed');
  });

  it('finds that an endpoint was suspended at Azure, and resumes it for the next speech', async () => {
    const world = new World({ idleMs: DAY_MS, maxMsPerMonth: 100 * HOUR_MS });
    await world.create();
    await world.until(START + MINUTE_MS);
    await world.azure.change('Disabled', 'by somebody else');
    await world.until(START + 7 * HOUR_MS);
    expect((await world.endpoint()).status).toBe('suspended');
    await world.speak();
  });

  it('finds that an endpoint was deleted at Azure, and deploys it again', async () => {
    const world = new World({ idleMs: DAY_MS, maxMsPerMonth: 100 * HOUR_MS });
    await world.create();
    await world.until(START + MINUTE_MS);
    world.azure.delete();
    await world.until(START + 7 * HOUR_MS);
    expect([(await world.endpoint()).status, world.azure.status]).toEqual(['deployed', 'Succeeded']);
  });

  it('tells that its hours are near also when they end before the next look', async () => {
    const event = vi.fn();
    const stop = useMetricSink({ record: () => undefined, event });
    const world = new World({ idleMs: DAY_MS, maxMsPerMonth: HOUR_MS });
    await world.create();
    await world.until(START + 2 * HOUR_MS);
    stop();
    expect(event.mock.calls).toContainEqual(['endpoint.hours-near', { subjectId: SUBJECT.subjectId }]);
    expect((await world.endpoint()).status).toBe('suspended');
  });

  it('waits for an endpoint that says for a while after the request that it is suspended', async () => {
    const world = new World({ idleMs: HOUR_MS, maxMsPerMonth: 100 * HOUR_MS });
    await world.create();
    await world.until(START + 2 * HOUR_MS);
    world.azure.staleMs = 30_000;
    await world.speak();
    expect((await world.endpoint()).status).toBe('deployed');
    expect(world.azure.operations).toHaveLength(2);
  });

  it('deletes an endpoint that Azure does not suspend, asking less and less often, and deploys it again when it is wanted', async () => {
    const event = vi.fn();
    const stop = useMetricSink({ record: () => undefined, event });
    const world = new World({ idleMs: HOUR_MS, maxMsPerMonth: 100 * HOUR_MS });
    await world.create();
    world.azure.suspends = false;
    world.azure.changeMs = 1;
    await world.until(START + DAY_MS);
    stop();
    expect(world.removed).toEqual([`endpoint of ${SUBJECT.subjectId}`]);
    // A minute apart when it lasts, and for an hour at most.
    expect(world.handled).toBeLessThan(90);
    expect(world.azure.upMs).toBeLessThan(2.1 * HOUR_MS);
    expect(world.azure.upMs).toBeLessThanOrEqual(counted(await world.endpoint()));
    const names = event.mock.calls.map(([name]: string[]) => name);
    expect(names).toContain('endpoint.change-refused');
    expect(names.at(-1)).toBe('endpoint.change-failed');
    await world.speak();
    expect((await world.endpoint()).status).toBe('deployed');
  });

  it('deletes an endpoint that Azure does not resume in an hour, and tells who speaks', async () => {
    const world = new World({ idleMs: HOUR_MS, maxMsPerMonth: 100 * HOUR_MS });
    await world.create();
    await world.until(START + 2 * HOUR_MS);
    world.azure.changeMs = 30 * DAY_MS;
    expect(await world.speak().catch(errorCodeOf)).toBe('provider-unavailable');
    expect(world.removed).toEqual([`endpoint of ${SUBJECT.subjectId}`]);
    expect((await world.endpoint()).status).toBe('suspended');
  });

  it('stops resuming an endpoint when its hours end meanwhile', async () => {
    const world = new World({ idleMs: 8 * HOUR_MS, maxMsPerMonth: 2 * HOUR_MS });
    await world.create();
    const endpoint: VoiceEndpoint = { ...newEndpoint(START), status: 'resuming', isAsked: true };
    const voice = await world.documents.store.get('voice', TENANT, SUBJECT.subjectId);
    await world.documents.store.replace({ ...voice, endpoint });
    vi.setSystemTime(START + 1.9 * HOUR_MS);
    await world.until(START + 2 * HOUR_MS);
    expect((await world.endpoint()).status).toBe('suspended');
    expect(world.azure.status).toBe('Disabled');
  });

  it('removes all that Azure has of a voice whose consent is lost', async () => {
    const world = new World({ idleMs: HOUR_MS, maxMsPerMonth: 100 * HOUR_MS });
    await world.create({ status: 'suspended' });
    await world.until(START + MINUTE_MS);
    expect(world.removed).toEqual([SUBJECT.subjectId]);
    expect(await world.voice()).toMatchObject({ status: 'suspended' });
    expect((await world.voice()).endpoint).toBeUndefined();
  });

  it.each(['consent-revoked', 'training-stalled', 'voice-training-failed'] as const)(
    'removes all that Azure has of a voice that failed in its training by %s',
    async (code) => {
      const world = new World({ idleMs: HOUR_MS, maxMsPerMonth: 100 * HOUR_MS });
      await world.create({ status: 'failed', endpoint: undefined, failure: { code, detail: '' } });
      await world.until(START + MINUTE_MS);
      expect(world.removed).toEqual([SUBJECT.subjectId]);
    },
  );

  it('deletes only the endpoint of a voice that an operator may start again', async () => {
    const world = new World({ idleMs: HOUR_MS, maxMsPerMonth: 100 * HOUR_MS });
    await world.create({ status: 'failed', failure: { code: 'attempts-exhausted', detail: '' } });
    await world.until(START + MINUTE_MS);
    expect(world.removed).toEqual([`endpoint of ${SUBJECT.subjectId}`]);
    expect((await world.voice()).endpoint).toBeUndefined();
  });
});

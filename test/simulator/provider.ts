import type { AudioProcessor, AudioReport } from '#audio';
import { ProviderError, providerConsentId, providerProjectId, providerVoiceId } from '#domain';
import type { CustomVoiceClient, FastTranscriptionClient, SpeechSynthesizerPool, SpeechTurn } from '#speech';
import { aborting, sha256Of, type SimulatedStorage } from './blobs.ts';
import type { CallFaults, SimulatedProcess, World } from './world.ts';

/** What a recording says stands in its bytes after this; what is in the file otherwise does not matter here. */
export const SPOKEN = 'says:';
export const SPEAKER_PROFILE_ID = '44444444-4444-4444-8444-444444444444';
const FIRST_AUDIO_TIMEOUT_MS = 15_000;

export interface SpokenTurn {
  /** The text. */
  readonly text: string;
  readonly startedAt: number;
  /** When the service had spoken it to its end; undefined as long as it has not, and forever when it was broken off. */
  completedAt?: number | undefined;
}

interface Resource {
  readonly id: string;
  readonly body: string;
  readonly operationId: string | undefined;
  readonly createdAt: number;
  readonly takesMs: number;
  readonly fails: string | undefined;
}

const throttled = (): Error => new ProviderError('provider-throttled', 'Too many requests', { retryAfterMs: 2_000 });
const unavailable = (): Error => new ProviderError('provider-unavailable', 'Unavailable');
const CALL: CallFaults<never> = {
  fails: [
    ['provider-throttled', throttled],
    ['provider-unavailable', unavailable],
  ],
  latencyMs: [20, 400],
};
const CREATE: CallFaults<never> = { ...CALL, answerLost: ['provider-answer-lost', unavailable] };

/** Azure AI Speech. */
export class SimulatedProvider {
  readonly projects = new Map<string, Resource>();
  readonly consents = new Map<string, Resource>();
  readonly voices = new Map<string, Resource>();
  readonly turns: SpokenTurn[] = [];

  constructor(
    private readonly world: World,
    private readonly storage: SimulatedStorage,
  ) {}

  /** A consent and a voice that were created long ago. */
  seed(consentId: string, voiceId: string): void {
    for (const [resources, id] of [
      [this.projects, providerProjectId(consentId)],
      [this.consents, providerConsentId(consentId)],
      [this.voices, providerVoiceId(voiceId)],
    ] as const) {
      resources.set(id, { id, body: '', operationId: undefined, createdAt: 0, takesMs: 0, fails: undefined });
    }
  }

  customVoiceOf(process: SimulatedProcess): CustomVoiceClient {
    const call = <R>(point: string, effect: () => R, faults = CALL): Promise<R> =>
      this.world.call<R>(process, `provider.${point}`, effect, faults as CallFaults<R>);
    const client = {
      // Nothing is left behind here.
      list: () => call('list', () => ({ resources: [], more: false })),
      listBaseModels: () => call('listBaseModels', () => []),
      getProject: (id: string) => call('getProject', () => this.projects.get(id)),
      createProject: (id: string) => call('createProject', () => this.put(this.projects, id, {}, undefined), CREATE),
      getConsent: (id: string) => call('getConsent', () => this.view(this.consents.get(id))),
      createConsent: (id: string, body: object, operationId: string) =>
        call('createConsent', () => this.view(this.put(this.consents, id, body, operationId)), CREATE),
      getPersonalVoice: (id: string) => call('getPersonalVoice', () => this.view(this.voices.get(id))),
      createPersonalVoice: (id: string, body: { audios: { containerUrl: string } }, operationId: string) =>
        call(
          'createPersonalVoice',
          () => {
            const container = new URL(body.audios.containerUrl).pathname.split('/')[1] ?? '';
            const samples = this.storage.containers.get(container)?.size ?? 0;
            const fails = samples === 0 ? 'InaccessibleCustomerStorage' : undefined;
            return this.view(this.put(this.voices, id, body, operationId, fails));
          },
          CREATE,
        ),
    };
    return client as unknown as CustomVoiceClient;
  }

  transcriptionOf(process: SimulatedProcess): FastTranscriptionClient {
    const client = {
      transcribe: ({ audio }: { audio: { path: string } }) =>
        this.world.call(process, 'provider.transcribe', () => ({ text: spokenIn(process, audio.path), words: [] }), {
          ...(CALL as CallFaults<{ text: string; words: never[] }>),
          latencyMs: [100, 3_000],
        }),
    };
    return client as unknown as FastTranscriptionClient;
  }

  /** Speaks at its own pace, whatever its listener does, until it has finished or its listener is gone. */
  synthesizersOf(process: SimulatedProcess): SpeechSynthesizerPool {
    const pool = {
      speak: ({ ssml, signal }: { ssml: string; signal?: AbortSignal }): SpeechTurn => {
        const done = Promise.withResolvers<never>();
        done.promise.catch(() => undefined);
        const speak = (): Promise<Buffer> => aborting(this.speak(process, ssml, signal), signal);
        async function* audio(): AsyncGenerator<Uint8Array> {
          try {
            const bytes = await speak();
            yield bytes;
            done.resolve({ audioBytes: bytes.length, wordBoundaries: [], sentenceBoundaries: [] } as never);
          } catch (error) {
            done.reject(error);
            throw error;
          }
        }
        return { audio: audio(), done: done.promise, receivedBytes: 0, cancel: () => undefined };
      },
      close: () => Promise.resolve(),
    };
    return pool as unknown as SpeechSynthesizerPool;
  }

  audioProcessorOf(process: SimulatedProcess): AudioProcessor {
    const processor = {
      process: ({ inputPath, outputPath }: { inputPath: string; outputPath: string }) =>
        this.world.call<AudioReport>(process, 'audio.process', () => examine(process, inputPath, outputPath), {
          fails: [['audio-process-dies', () => new Error('The process ended')]],
          latencyMs: [50, 4_000],
        }),
      close: () => Promise.resolve(),
    };
    return processor as unknown as AudioProcessor;
  }

  private async speak(process: SimulatedProcess, ssml: string, signal?: AbortSignal): Promise<Buffer> {
    const { world } = this;
    const text = /job [\w-]+/.exec(ssml)?.[0] ?? ssml;
    signal?.throwIfAborted();
    const turn: SpokenTurn = { text, startedAt: world.now };
    await world.call(process, 'speech.begin', () => void this.turns.push(turn), CALL as CallFaults<void>);
    const takesMs = world.random.chance(0.02)
      ? world.random.between(30_000, 130_000)
      : world.random.between(200, 8_000);
    const trouble = world.faults.first(['speech-fails-before-audio', 'speech-fails-after-audio', 'speech-hangs']);
    if (trouble === undefined) {
      world.after(takesMs, () => {
        // Who stands still does not read: the service can send no more, and breaks off.
        if (process.alive && !signal?.aborted && process.pausedUntil <= world.now) turn.completedAt = world.now;
      });
    }
    const waitMs = trouble === undefined ? takesMs : trouble === 'speech-hangs' ? FIRST_AUDIO_TIMEOUT_MS : takesMs / 2;
    await world.call(process, 'speech.audio', () => undefined, { latencyMs: [waitMs + 1, waitMs + 1] });
    if (trouble === 'speech-hangs') throw new ProviderError('provider-timeout', 'No audio came');
    if (trouble !== undefined) throw unavailable();
    return Buffer.from(`${text} ${this.turns.indexOf(turn)}`.padEnd(200));
  }

  private put(
    resources: Map<string, Resource>,
    id: string,
    content: object,
    operationId: string | undefined,
    fails?: string,
  ): Resource {
    const body = JSON.stringify(content);
    const existing = resources.get(id);
    if (existing) {
      if (existing.body === body && existing.operationId === operationId) return existing;
      throw new ProviderError('provider-rejected', 'It exists already');
    }
    const { random, now } = this.world;
    const failure = fails ?? (random.chance(0.05) ? 'Internal' : undefined);
    const takesMs = random.chance(0.1) ? random.between(60_000, 600_000) : random.between(1_000, 30_000);
    const resource = { id, body, operationId, createdAt: now, takesMs, fails: failure };
    resources.set(id, resource);
    return resource;
  }

  private view(resource: Resource | undefined) {
    if (!resource) return undefined;
    const { id, body, createdAt, takesMs, fails } = resource;
    const isOver = this.world.now - createdAt >= takesMs;
    return {
      ...(JSON.parse(body) as object),
      id,
      speakerProfileId: SPEAKER_PROFILE_ID,
      status: isOver ? (fails === undefined ? 'Succeeded' : 'Failed') : 'Running',
      ...(fails !== undefined && { properties: { failureReason: fails } }),
    };
  }
}

function spokenIn(process: SimulatedProcess, path: string): string {
  return (process.files.get(path)?.toString() ?? '').split(SPOKEN)[1] ?? '';
}

function examine(process: SimulatedProcess, inputPath: string, outputPath: string): AudioReport {
  const bytes = process.files.get(inputPath) ?? Buffer.alloc(0);
  const isUsable = bytes.includes(SPOKEN);
  if (isUsable) process.files.set(outputPath, bytes);
  const common = { sha256: sha256Of(bytes), sizeBytes: bytes.length };
  const report = isUsable
    ? { ...common, canonical: { durationMs: 20_000, ...common } }
    : { ...common, rejection: { code: 'audio-undecodable', detail: 'No audio.', advice: 'Send audio.' } };
  return report as unknown as AudioReport;
}

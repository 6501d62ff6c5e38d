import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { MEMORY_ONLY, type StateArea, type StateStore } from '../../data/state-store.ts';
import type { Clock } from '../../faults/clock.ts';
import type { Log } from '../../log.ts';
import type { Ear } from '../hearing/ear.ts';
import { hasEnded, runJob, type JobStatus } from '../job.ts';
import { checkId, resourceId, type Operation, type Operations } from '../operations.ts';
import { ApiError, invalidRequest } from '../rest/api-error.ts';
import { checked, type RestAnswer, type RestCall } from '../rest/call.ts';
import { UnreadableRecordingError } from '../voice/engine.ts';
import type { Heard } from '../voice/messages.ts';
import { combineTraits, type SpeakerTraits } from '../voice/traits.ts';
import { accepted } from './accepted.ts';
import { readBlobs, type BlobSource } from './blob-container.ts';
import { Collection, digestOf, timestamp } from './collection.ts';
import type { Consents } from './consents.ts';
import { StorageError, type FetchBlob } from './fetch-blob.ts';
import { fileParts, textParts } from './form-parts.ts';
import type { Projects } from './projects.ts';

const voiceFields = z.object({
  projectId: resourceId,
  consentId: resourceId,
  displayName: z.string().min(1).optional(),
  description: z.string().optional(),
});
const voiceBody = voiceFields.extend({
  audios: z.object({
    containerUrl: z.url({ protocol: /^https?$/ }),
    prefix: z.string().optional(),
    extensions: z.array(z.string().min(1)).min(1),
  }),
});

type VoiceFields = z.infer<typeof voiceFields>;
/** `ModelFailureReason` of the OpenAPI file; a fault may script others. */
type ModelFailureReason =
  | 'InaccessibleCustomerStorage'
  | 'SpeakerVerificationFailed'
  | 'DataNotEnough'
  | 'Internal'
  | (string & {});

interface PersonalVoice extends VoiceFields {
  readonly id: string;
  readonly speakerProfileId: string;
  status: JobStatus;
  properties?: { failureReason: ModelFailureReason };
  readonly createdDateTime: string;
  lastActionDateTime: string;
  traits?: SpeakerTraits;
  readonly operationId: string;
  /** Why a fault makes it fail. */
  readonly scriptedReason?: string | undefined;
  /** Where a fault lets it stay. */
  readonly stalledIn?: 'NotStarted' | 'Running' | undefined;
  abandon: () => void;
}

/** Where the recordings are that a voice is made from. */
type Prompt = { readonly audios: BlobSource } | { readonly files: readonly Uint8Array[] };

/** A prompt as it is kept: the files are the body, one after the other. */
interface KeptPrompt {
  readonly audios?: BlobSource;
  readonly fileSizes?: readonly number[];
}

/** The prompt's total length: "5 to 90 s" (learn.microsoft.com, "Create a project and voice for personal voice"). */
const MIN_PROMPT_MS = 5_000;
const MAX_PROMPT_MS = 90_000;
/** Size of a multipart request, bytes: `x-ms-max-length` of PersonalVoices_Post, taken for the whole of it. */
const MAX_UPLOAD_BYTES = 31_457_280;

export interface PersonalVoiceParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly ear: Ear;
  readonly operations: Operations;
  readonly projects: Projects;
  readonly consents: Consents;
  readonly jobDurationMs: number;
  readonly fetchBlob: FetchBlob;
  readonly state?: StateStore | undefined;
}

type Outcome = { readonly traits: SpeakerTraits } | { readonly failureReason: ModelFailureReason };

/** Personal voices: the prompt's pitch and rate are measured, and the sandbox's voice then speaks with them. */
export class PersonalVoices {
  private readonly state: StateStore;
  private readonly collection: Collection<PersonalVoice>;
  /** Of voices that are not made yet. */
  private readonly prompts: StateArea<KeptPrompt>;

  constructor(private readonly parts: PersonalVoiceParts) {
    this.state = parts.state ?? MEMORY_ONLY;
    const hidden = ['abandon', 'traits', 'operationId', 'scriptedReason', 'stalledIn'] as const;
    this.collection = new Collection('personal voice', hidden, this.state.area('speech/personal-voices'));
    this.prompts = this.state.area('speech/prompts');
    for (const voice of this.collection.load()) this.collection.add({ ...voice, abandon: () => undefined });
  }

  /** Goes on with what a restart interrupted. */
  resume(): void {
    const prompts = new Map(this.prompts.load().map((record) => [record.key, promptOf(record.fields, record.body)]));
    for (const voice of this.collection.all()) {
      if (hasEnded(voice.status)) continue;
      const prompt = prompts.get(voice.id) ?? { files: [] };
      const operation = this.parts.operations.get(voice.operationId);
      this.makeLater(voice, () => this.hearPrompt(prompt), operation);
    }
  }

  get(call: RestCall): RestAnswer {
    return this.collection.answer(call.parameter('id'));
  }

  list(call: RestCall): RestAnswer {
    return this.collection.list(call);
  }

  /** How a finished voice sounds. */
  traitsOf(speakerProfileId: string): SpeakerTraits | undefined {
    const wanted = speakerProfileId.toLowerCase();
    return this.collection.all().find((voice) => voice.speakerProfileId === wanted && voice.status === 'Succeeded')
      ?.traits;
  }

  existsInProject(projectId: string): boolean {
    return this.collection.all().some((voice) => voice.projectId === projectId);
  }

  createFromContainer(call: RestCall): RestAnswer {
    const { audios, ...fields } = call.json(voiceBody);
    const digest = digestOf(call.operation, call.parameter('id'), { ...fields, audios });
    return this.create(call, fields, digest, { audios });
  }

  /** The OpenAPI file calls the file part `audioData` and forgets `consentId`; the documentation sends `audiodata` and `consentId`. */
  async createFromForm(call: RestCall): Promise<RestAnswer> {
    const form = await call.form();
    const fields = checked(voiceFields, textParts(form));
    const files = await fileParts(form, ['audiodata', 'audioData']);
    if (files.length === 0) throw invalidRequest([{ target: 'audiodata', message: 'The audiodata part is required.' }]);
    if (call.body.length > MAX_UPLOAD_BYTES)
      throw invalidRequest([{ target: 'audiodata', message: 'The audio is larger than 30 MB.' }]);
    const heard = await this.hear(files).catch((error: unknown) => {
      if (error instanceof UnreadableRecordingError) return undefined;
      throw error;
    });
    if (heard !== undefined && totalDurationMs(heard) > MAX_PROMPT_MS) {
      throw invalidRequest([{ target: 'audiodata', message: 'The audio is longer than 90 seconds.' }]);
    }
    const digest = digestOf(call.operation, call.parameter('id'), fields, files);
    return this.create(call, fields, digest, { files }, heard);
  }

  delete(id: string): RestAnswer {
    this.prompts.delete(id);
    this.collection.delete(id)?.abandon();
    return { status: 204 };
  }

  deleteOfProject(projectId: string): void {
    for (const voice of this.collection.all()) if (voice.projectId === projectId) this.delete(voice.id);
  }

  abandonAll(): void {
    for (const voice of this.collection.all()) voice.abandon();
  }

  /** @param heard the prompt, if it was listened to already */
  private create(call: RestCall, fields: VoiceFields, digest: string, prompt: Prompt, heard?: Heard[]): RestAnswer {
    const { clock, operations } = this.parts;
    const id = checkId(call.parameter('id'));
    return this.state.atomically(() => {
      const { operation, replayed } = operations.begin(call.headers['operation-id'], digest);
      if (replayed) return accepted(call, operation, this.collection.answer(id).body, true);
      operations.admit(operation, () => this.checkReferences(id, fields));
      const createdDateTime = timestamp(clock.now());
      const voice: PersonalVoice = {
        id,
        speakerProfileId: randomUUID(),
        ...fields,
        status: 'NotStarted',
        createdDateTime,
        lastActionDateTime: createdDateTime,
        operationId: operation.id,
        scriptedReason: call.scriptedReason,
        stalledIn: call.stalledIn,
        abandon: () => undefined,
      };
      if ('audios' in prompt) this.prompts.put(id, prompt);
      else this.prompts.put(id, { fileSizes: prompt.files.map(({ length }) => length) }, Buffer.concat(prompt.files));
      this.collection.add(voice);
      this.makeLater(voice, async () => heard ?? this.hearPrompt(prompt), operation);
      return accepted(call, operation, this.collection.answer(id).body);
    });
  }

  private makeLater(voice: PersonalVoice, prompt: () => Promise<Heard[]>, operation: Operation): void {
    const { clock, operations, jobDurationMs, log } = this.parts;
    const { id, scriptedReason } = voice;
    const enter = (status: JobStatus): void => {
      this.state.atomically(() => {
        operations.enter(operation, status);
        voice.status = status;
        voice.lastActionDateTime = timestamp(clock.now());
        this.collection.changed(voice);
        if (hasEnded(status)) this.prompts.delete(id);
      });
    };
    const end = (outcome: Outcome): void => {
      const failureReason = 'failureReason' in outcome ? outcome.failureReason : undefined;
      if ('traits' in outcome) voice.traits = outcome.traits;
      else voice.properties = { failureReason: outcome.failureReason };
      enter(failureReason === undefined ? 'Succeeded' : 'Failed');
      log('speech: a personal voice ended', { id, status: voice.status, failureReason });
    };
    const steps = {
      started: () => enter('Running'),
      work: async (): Promise<Outcome> =>
        scriptedReason === undefined ? this.enrol(id, prompt) : { failureReason: scriptedReason },
      finished: end,
      crashed: (error: unknown) => {
        log('speech: a personal voice could not be made', {
          id,
          error: error instanceof Error ? error.message : String(error),
        });
        end({ failureReason: 'Internal' });
      },
    };
    const begunAt = Date.parse(voice.createdDateTime);
    voice.abandon = runJob(clock, jobDurationMs, steps, { begunAt, stalledIn: voice.stalledIn });
  }

  /** @throws UnreadableRecordingError @throws StorageError */
  private async hearPrompt(prompt: Prompt): Promise<Heard[]> {
    return this.hear('files' in prompt ? prompt.files : await readBlobs(this.parts.fetchBlob, prompt.audios));
  }

  /** @throws UnreadableRecordingError */
  private hear(files: readonly Uint8Array[]): Promise<Heard[]> {
    return Promise.all(files.map((file) => this.parts.ear.listen(file)));
  }

  private checkReferences(id: string, fields: VoiceFields): void {
    const { projects, consents } = this.parts;
    if (this.collection.find(id) !== undefined)
      throw new ApiError('BadRequest', 'A personal voice with this id exists.');
    if (!projects.has(fields.projectId))
      throw invalidRequest([{ target: 'projectId', message: 'The project does not exist.' }]);
    const consent = consents.status(fields.consentId);
    if (consent === undefined) throw invalidRequest([{ target: 'consentId', message: 'The consent does not exist.' }]);
    if (consent !== 'Succeeded')
      throw invalidRequest([{ target: 'consentId', message: 'The consent has not succeeded.' }]);
  }

  /**
   * Measures the prompt. The real service also compares the speakers of consent and prompt (`SpeakerVerificationFailed`); the sandbox
   * cannot verify speakers honestly, so that reason only comes from a `fail-job` fault.
   */
  private async enrol(id: string, prompt: () => Promise<Heard[]>): Promise<Outcome> {
    try {
      const heard = await prompt();
      const totalMs = totalDurationMs(heard);
      if (totalMs < MIN_PROMPT_MS) return { failureReason: 'DataNotEnough' };
      if (totalMs > MAX_PROMPT_MS) {
        // No reason of the OpenAPI file says "too long"; a form that is too long is refused at once.
        this.parts.log('speech: the prompt is longer than 90 s', { id, totalMs: Math.round(totalMs) });
        return { failureReason: 'Internal' };
      }
      const voiced = heard.flatMap(({ traits, durationMs }) => (traits === undefined ? [] : [{ traits, durationMs }]));
      const traits = combineTraits(voiced);
      return traits === undefined ? { failureReason: 'DataNotEnough' } : { traits };
    } catch (error) {
      if (error instanceof StorageError) {
        this.parts.log('speech: the prompt cannot be read', { id, error: error.message });
        return { failureReason: 'InaccessibleCustomerStorage' };
      }
      if (error instanceof UnreadableRecordingError) return { failureReason: 'DataNotEnough' };
      throw error;
    }
  }
}

function totalDurationMs(heard: readonly Heard[]): number {
  return heard.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function promptOf({ audios, fileSizes = [] }: KeptPrompt, body: Buffer = Buffer.alloc(0)): Prompt {
  if (audios !== undefined) return { audios };
  let end = 0;
  const files = fileSizes.map((size) => {
    end += size;
    return body.subarray(end - size, end);
  });
  return { files };
}

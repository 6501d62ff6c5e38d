import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../faults/clock.ts';
import type { Log } from '../../log.ts';
import type { Ear } from '../hearing/ear.ts';
import { runJob, type JobStatus } from '../job.ts';
import { checkId, resourceId, type Operations } from '../operations.ts';
import { ApiError, invalidRequest } from '../rest/api-error.ts';
import { checked, type RestAnswer, type RestCall } from '../rest/call.ts';
import { UnreadableRecordingError } from '../voice/engine.ts';
import type { Heard } from '../voice/messages.ts';
import { combineTraits, type SpeakerTraits } from '../voice/traits.ts';
import { accepted } from './accepted.ts';
import { readBlobs } from './blob-container.ts';
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
  'InaccessibleCustomerStorage' | 'SpeakerVerificationFailed' | 'DataNotEnough' | 'Internal' | (string & {});

interface PersonalVoice extends VoiceFields {
  readonly id: string;
  readonly speakerProfileId: string;
  status: JobStatus;
  properties?: { failureReason: ModelFailureReason };
  readonly createdDateTime: string;
  lastActionDateTime: string;
  traits?: SpeakerTraits;
  readonly abandon: () => void;
}

/** The prompt's total length: "5 to 90 s" (learn.microsoft.com, "Create a project and voice for personal voice"). */
const SHORTEST_PROMPT_MS = 5_000;
const LONGEST_PROMPT_MS = 90_000;
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
}

type Outcome = { readonly traits: SpeakerTraits } | { readonly failureReason: ModelFailureReason };

/** Personal voices: the prompt's pitch and rate are measured, and the sandbox's voice then speaks with them. */
export class PersonalVoices {
  private readonly collection = new Collection<PersonalVoice>('personal voice', ['abandon', 'traits']);

  constructor(private readonly parts: PersonalVoiceParts) {}

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
    return this.create(call, fields, digest, async () => this.hear(await readBlobs(this.parts.fetchBlob, audios)));
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
    if (heard !== undefined && totalDurationMs(heard) > LONGEST_PROMPT_MS) {
      throw invalidRequest([{ target: 'audiodata', message: 'The audio is longer than 90 seconds.' }]);
    }
    const digest = digestOf(call.operation, call.parameter('id'), fields, files);
    return this.create(call, fields, digest, () => (heard === undefined ? this.hear(files) : Promise.resolve(heard)));
  }

  delete(id: string): RestAnswer {
    this.collection.delete(id)?.abandon();
    return { status: 204 };
  }

  deleteOfProject(projectId: string): void {
    for (const voice of this.collection.all()) if (voice.projectId === projectId) this.delete(voice.id);
  }

  abandonAll(): void {
    for (const voice of this.collection.all()) voice.abandon();
  }

  private create(call: RestCall, fields: VoiceFields, digest: string, prompt: () => Promise<Heard[]>): RestAnswer {
    const { clock, operations, jobDurationMs, log } = this.parts;
    const id = checkId(call.parameter('id'));
    const { operation, replayed } = operations.begin(call.headers['operation-id'], digest);
    if (replayed) return accepted(call, operation, this.collection.answer(id).body, true);
    try {
      this.checkReferences(id, fields);
    } catch (error) {
      operations.withdraw(operation);
      throw error;
    }
    const scriptedReason = call.fault?.reason;
    const end = (outcome: Outcome): void => {
      const failureReason = 'failureReason' in outcome ? outcome.failureReason : undefined;
      voice.status = failureReason === undefined ? 'Succeeded' : 'Failed';
      operation.status = voice.status;
      voice.lastActionDateTime = timestamp(clock.now());
      if ('traits' in outcome) voice.traits = outcome.traits;
      else voice.properties = { failureReason: outcome.failureReason };
      log('speech: a personal voice ended', { id, status: voice.status, failureReason });
    };
    const abandon = runJob<Outcome>(clock, jobDurationMs, {
      started: () => {
        operation.status = 'Running';
        voice.status = 'Running';
        voice.lastActionDateTime = timestamp(clock.now());
      },
      work: async () => (scriptedReason === undefined ? this.enrol(id, prompt) : { failureReason: scriptedReason }),
      finished: end,
      crashed: (error) => {
        log('speech: a personal voice could not be made', {
          id,
          error: error instanceof Error ? error.message : String(error),
        });
        end({ failureReason: 'Internal' });
      },
    });
    const createdDateTime = timestamp(clock.now());
    const voice: PersonalVoice = {
      id,
      speakerProfileId: randomUUID(),
      ...fields,
      status: 'NotStarted',
      createdDateTime,
      lastActionDateTime: createdDateTime,
      abandon,
    };
    this.collection.add(voice);
    return accepted(call, operation, this.collection.answer(id).body);
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
      if (totalMs < SHORTEST_PROMPT_MS) return { failureReason: 'DataNotEnough' };
      if (totalMs > LONGEST_PROMPT_MS) {
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

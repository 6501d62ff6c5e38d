import { consentStatement, isConsentLocale, matchStatement } from '#domain';
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
import { accepted } from './accepted.ts';
import { Collection, digestOf, timestamp } from './collection.ts';
import { fetchBytes, type FetchBlob } from './fetch-blob.ts';
import { fileParts, textParts } from './form-parts.ts';
import type { Projects } from './projects.ts';

const consentFields = z.object({
  projectId: resourceId,
  voiceTalentName: z.string().min(1),
  companyName: z.string().min(1),
  locale: z.string().refine(isConsentLocale, 'There is no verbal statement for this locale.'),
  displayName: z.string().min(1).optional(),
  description: z.string().optional(),
});
const consentBody = consentFields.extend({ audioUrl: z.url({ protocol: /^https?$/ }) });

type ConsentFields = z.infer<typeof consentFields>;
/** `ConsentFailureReason` of the OpenAPI file; a fault may script others. */
type ConsentFailureReason = 'AudioAndScriptNotMatch' | 'Internal' | (string & {});

interface Consent extends ConsentFields {
  readonly id: string;
  status: JobStatus;
  properties?: { failureReason: ConsentFailureReason };
  readonly createdDateTime: string;
  lastActionDateTime: string;
  readonly operationId: string;
  /** Why a fault makes it fail. */
  readonly scriptedReason?: string | undefined;
  abandon: () => void;
}

/** Where the recording is that a consent is verified with. */
type Recording = { readonly audioUrl: string } | { readonly audio: Uint8Array };

/** Shorter than this nobody says the statement, ms. */
const MIN_STATEMENT_MS = 1000;

export interface ConsentParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly ear: Ear;
  readonly operations: Operations;
  readonly projects: Projects;
  readonly jobDurationMs: number;
  readonly fetchBlob: FetchBlob;
  readonly state?: StateStore | undefined;
}

/** Verbal consents: the recording is fetched, transcribed as far as the sandbox can, and compared with the statement. */
export class Consents {
  private readonly state: StateStore;
  private readonly collection: Collection<Consent>;
  /** Of consents that are not verified yet. */
  private readonly recordings: StateArea<{ audioUrl?: string }>;

  constructor(private readonly parts: ConsentParts) {
    this.state = parts.state ?? MEMORY_ONLY;
    const hidden = ['abandon', 'operationId', 'scriptedReason'] as const;
    this.collection = new Collection('consent', hidden, this.state.area('speech/consents'));
    this.recordings = this.state.area('speech/consent-recordings');
    for (const consent of this.collection.load()) this.collection.add({ ...consent, abandon: () => undefined });
  }

  /** Goes on with what a restart interrupted. */
  resume(): void {
    const recordings = new Map(this.recordings.load().map((record) => [record.key, record]));
    for (const consent of this.collection.all()) {
      if (hasEnded(consent.status)) continue;
      const { fields, body } = recordings.get(consent.id) ?? { fields: {}, body: undefined };
      const { audioUrl } = fields;
      const recording = audioUrl === undefined ? { audio: body ?? new Uint8Array() } : { audioUrl };
      this.verifyLater(consent, recording, this.parts.operations.get(consent.operationId));
    }
  }

  get(call: RestCall): RestAnswer {
    return this.collection.answer(call.parameter('id'));
  }

  list(call: RestCall): RestAnswer {
    return this.collection.list(call);
  }

  status(id: string): JobStatus | undefined {
    return this.collection.find(id)?.status;
  }

  createFromUrl(call: RestCall): RestAnswer {
    const { audioUrl, ...fields } = call.json(consentBody);
    const digest = digestOf(call.operation, call.parameter('id'), { ...fields, audioUrl });
    return this.create(call, fields, digest, { audioUrl });
  }

  async createFromForm(call: RestCall): Promise<RestAnswer> {
    const form = await call.form();
    const fields = checked(consentFields, textParts(form));
    const [audio] = await fileParts(form, ['audiodata']);
    if (audio === undefined)
      throw invalidRequest([{ target: 'audiodata', message: 'The audiodata part is required.' }]);
    return this.create(call, fields, digestOf(call.operation, call.parameter('id'), fields, [audio]), { audio });
  }

  delete(id: string): RestAnswer {
    this.recordings.delete(id);
    this.collection.delete(id)?.abandon();
    return { status: 204 };
  }

  deleteOfProject(projectId: string): void {
    for (const consent of this.collection.all()) if (consent.projectId === projectId) this.delete(consent.id);
  }

  abandonAll(): void {
    for (const consent of this.collection.all()) consent.abandon();
  }

  private create(call: RestCall, fields: ConsentFields, digest: string, recording: Recording): RestAnswer {
    const { clock, operations, projects } = this.parts;
    const id = checkId(call.parameter('id'));
    return this.state.atomically(() => {
      const { operation, replayed } = operations.begin(call.headers['operation-id'], digest);
      if (replayed) return accepted(call, operation, this.collection.answer(id).body, true);
      operations.admit(operation, () => {
        if (this.collection.find(id) !== undefined) throw new ApiError('BadRequest', 'A consent with this id exists.');
        if (!projects.has(fields.projectId))
          throw invalidRequest([{ target: 'projectId', message: 'The project does not exist.' }]);
      });
      const createdDateTime = timestamp(clock.now());
      const consent: Consent = {
        id,
        ...fields,
        status: 'NotStarted',
        createdDateTime,
        lastActionDateTime: createdDateTime,
        operationId: operation.id,
        scriptedReason: call.scriptedReason,
        abandon: () => undefined,
      };
      if ('audioUrl' in recording) this.recordings.put(id, recording);
      else this.recordings.put(id, {}, recording.audio);
      this.collection.add(consent);
      this.verifyLater(consent, recording, operation);
      return accepted(call, operation, this.collection.answer(id).body);
    });
  }

  private verifyLater(consent: Consent, recording: Recording, operation: Operation): void {
    const { clock, operations, jobDurationMs, log, fetchBlob } = this.parts;
    const { id, scriptedReason } = consent;
    const enter = (status: JobStatus): void => {
      this.state.atomically(() => {
        operations.enter(operation, status);
        consent.status = status;
        consent.lastActionDateTime = timestamp(clock.now());
        this.collection.changed(consent);
        if (hasEnded(status)) this.recordings.delete(id);
      });
    };
    const end = (status: 'Succeeded' | 'Failed', failureReason?: ConsentFailureReason): void => {
      if (failureReason !== undefined) consent.properties = { failureReason };
      enter(status);
      log('speech: a consent ended', { id, status, failureReason });
    };
    const audio = async (): Promise<Uint8Array> =>
      'audioUrl' in recording ? fetchBytes(fetchBlob, recording.audioUrl) : recording.audio;
    const steps = {
      started: () => enter('Running'),
      work: async () => scriptedReason ?? (await this.verify(consent, audio)),
      finished: (reason: ConsentFailureReason | undefined) =>
        reason === undefined ? end('Succeeded') : end('Failed', reason),
      crashed: (error: unknown) => {
        log('speech: a consent could not be verified', {
          id,
          error: error instanceof Error ? error.message : String(error),
        });
        end('Failed', 'Internal');
      },
    };
    consent.abandon = runJob(clock, jobDurationMs, steps, { begunAt: Date.parse(consent.createdDateTime) });
  }

  /**
   * The reason for which the consent fails. `SpeakerVerificationFailed` belongs to the voice, not to the consent, and the sandbox cannot
   * verify speakers: script it with a `fail-job` fault.
   */
  private async verify(
    fields: ConsentFields,
    audio: () => Promise<Uint8Array>,
  ): Promise<ConsentFailureReason | undefined> {
    const { ear } = this.parts;
    try {
      const heard = await ear.listen(await audio());
      if (heard.durationMs < MIN_STATEMENT_MS) return 'AudioAndScriptNotMatch';
      const { locale, voiceTalentName, companyName } = fields;
      if (!isConsentLocale(locale)) return 'AudioAndScriptNotMatch';
      const statement = consentStatement(locale, voiceTalentName, companyName);
      const expected = { text: statement, locale, phrases: [voiceTalentName, companyName] };
      const { text } = ear.transcribe(heard, expected, 'consent');
      const said = matchStatement(text, locale, voiceTalentName, companyName).matches;
      return said ? undefined : 'AudioAndScriptNotMatch';
    } catch (error) {
      if (error instanceof UnreadableRecordingError) return 'AudioAndScriptNotMatch';
      throw error;
    }
  }
}

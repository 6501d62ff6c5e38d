import { consentStatement, isConsentLocale, matchStatement } from '#domain';
import { z } from 'zod';
import type { Clock } from '../../faults/clock.ts';
import type { Log } from '../../log.ts';
import type { Ear } from '../hearing/ear.ts';
import { runJob, type JobStatus } from '../job.ts';
import { checkId, resourceId, type Operations } from '../operations.ts';
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
  readonly abandon: () => void;
}

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
}

/** Verbal consents: the recording is fetched, transcribed as far as the sandbox can, and compared with the statement. */
export class Consents {
  private readonly collection = new Collection<Consent>('consent', ['abandon']);

  constructor(private readonly parts: ConsentParts) {}

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
    return this.create(call, fields, digest, () => fetchBytes(this.parts.fetchBlob, audioUrl));
  }

  async createFromForm(call: RestCall): Promise<RestAnswer> {
    const form = await call.form();
    const fields = checked(consentFields, textParts(form));
    const [audio] = await fileParts(form, ['audiodata']);
    if (audio === undefined)
      throw invalidRequest([{ target: 'audiodata', message: 'The audiodata part is required.' }]);
    return this.create(call, fields, digestOf(call.operation, call.parameter('id'), fields, [audio]), () =>
      Promise.resolve(audio),
    );
  }

  delete(id: string): RestAnswer {
    this.collection.delete(id)?.abandon();
    return { status: 204 };
  }

  deleteOfProject(projectId: string): void {
    for (const consent of this.collection.all()) if (consent.projectId === projectId) this.delete(consent.id);
  }

  abandonAll(): void {
    for (const consent of this.collection.all()) consent.abandon();
  }

  private create(call: RestCall, fields: ConsentFields, digest: string, audio: () => Promise<Uint8Array>): RestAnswer {
    const { clock, operations, projects, jobDurationMs, log } = this.parts;
    const id = checkId(call.parameter('id'));
    const { operation, replayed } = operations.begin(call.headers['operation-id'], digest);
    if (replayed) return accepted(call, operation, this.collection.answer(id).body, true);
    try {
      if (this.collection.find(id) !== undefined) throw new ApiError('BadRequest', 'A consent with this id exists.');
      if (!projects.has(fields.projectId))
        throw invalidRequest([{ target: 'projectId', message: 'The project does not exist.' }]);
    } catch (error) {
      operations.withdraw(operation);
      throw error;
    }
    const scriptedReason = call.fault?.reason;
    const end = (status: 'Succeeded' | 'Failed', failureReason?: ConsentFailureReason): void => {
      operation.status = status;
      consent.status = status;
      consent.lastActionDateTime = timestamp(clock.now());
      if (failureReason !== undefined) consent.properties = { failureReason };
      log('speech: a consent ended', { id, status, failureReason });
    };
    const abandon = runJob(clock, jobDurationMs, {
      started: () => {
        operation.status = 'Running';
        consent.status = 'Running';
        consent.lastActionDateTime = timestamp(clock.now());
      },
      work: async () => scriptedReason ?? (await this.verify(fields, audio)),
      finished: (reason) => (reason === undefined ? end('Succeeded') : end('Failed', reason)),
      crashed: (error) => {
        log('speech: a consent could not be verified', {
          id,
          error: error instanceof Error ? error.message : String(error),
        });
        end('Failed', 'Internal');
      },
    });
    const createdDateTime = timestamp(clock.now());
    const consent: Consent = {
      id,
      ...fields,
      status: 'NotStarted',
      createdDateTime,
      lastActionDateTime: createdDateTime,
      abandon,
    };
    this.collection.add(consent);
    return accepted(call, operation, this.collection.answer(id).body);
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

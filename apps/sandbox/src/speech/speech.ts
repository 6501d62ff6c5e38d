import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { keptText } from '../data/kept-values.ts';
import { MEMORY_ONLY } from '../data/state-store.ts';
import { listen, shutDown } from '../tls/listen.ts';
import type { RunningService, ServiceContext, TlsMaterial, TokenVerifier } from '../service.ts';
import { BatchSyntheses } from './batch/batch-syntheses.ts';
import type { BatchJobRecord } from './batch/kept-batches.ts';
import { ResultLinks } from './batch/result-links.ts';
import { batchRoutes } from './batch/routes.ts';
import { Consents } from './custom-voice/consents.ts';
import type { FetchBlob } from './custom-voice/fetch-blob.ts';
import { PersonalVoices } from './custom-voice/personal-voices.ts';
import { Endpoints } from './custom-voice/professional/endpoints.ts';
import { Models } from './custom-voice/professional/models.ts';
import { TrainingSets } from './custom-voice/professional/training-sets.ts';
import { Projects } from './custom-voice/projects.ts';
import { customVoiceRoutes } from './custom-voice/routes.ts';
import { Ear } from './hearing/ear.ts';
import type { Hearing } from './hearing/mishear.ts';
import { SpeechMemory } from './hearing/speech-memory.ts';
import { Narrator, type SpokenRecord } from './narrator.ts';
import { Operations } from './operations.ts';
import { ttsRoutes } from './realtime/tts-routes.ts';
import { SynthesisWebSocketServer } from './realtime/websocket-server.ts';
import { Authenticator } from './rest/authenticator.ts';
import { RequestLimits, type RequestRate } from './rest/request-limits.ts';
import { RequestLog, type RecordedRequest } from './rest/request-log.ts';
import { RestServer } from './rest/rest-server.ts';
import { RouteTable } from './rest/route.ts';
import { transcriptionRoutes } from './transcription/transcribe.ts';
import type { EmailReport } from '../communication/email-report.ts';
import { Emails, type SentEmail } from '../communication/emails.ts';
import { communicationRoutes } from '../communication/routes.ts';
import { type PostedCard, TeamsWorkflows } from '../communication/teams-workflows.ts';
import { keyVaultRoutes } from '../key-vault/routes.ts';
import { openAiRoutes } from '../openai/routes.ts';
import { translatorRoutes } from '../translator/routes.ts';
import { SpeechEngine } from './voice/engine.ts';

export type { BatchJobRecord, FetchBlob, RecordedRequest, SpokenRecord };

export interface SpeechOptions extends ServiceContext {
  /** Plain HTTP without it. */
  readonly tls?: TlsMaterial;
  /** Accepts Entra tokens. Without this and without `apiKey` every call is refused. */
  readonly verifyToken?: TokenVerifier;
  /** Accepted in `Ocp-Apim-Subscription-Key`. */
  readonly apiKey?: string;
  /** How long a consent, a personal voice or a batch takes at least, ms on the sandbox's clock. */
  readonly jobDurationMs?: number;
  /** Reads consent recordings and prompts from storage; the global `fetch` unless given. */
  readonly fetchBlob?: FetchBlob;
  /** Worker threads that speak and listen; 2 unless given. */
  readonly threads?: number;
  /** Where files are kept from run to run, with `state`. */
  readonly directory?: string | undefined;
  /** Private key of a key vault that is served beside Speech, PEM; none if not given. */
  readonly claimKey?: string | undefined;
  /** Told the status of an e-mail. */
  readonly onEmailReport?: ((report: Omit<EmailReport, 'source'>) => void) | undefined;
}

/** The stand-in for Azure AI Speech: custom voice, text to speech (REST, WebSocket, batch) and fast transcription on one port. */
export interface Speech extends RunningService {
  /** `http://127.0.0.1:1234`; the paths below it are those of the real hosts. */
  readonly url: string;
  /** The REST calls received, oldest first, at most the last 2,000. */
  requests(): readonly RecordedRequest[];
  /** What was spoken, by any of the text to speech APIs, oldest first, at most the last 2,000. */
  spoken(): readonly SpokenRecord[];
  /** The batch synthesis jobs that were created, oldest first, at most the last 2,000. */
  batchJobs(): readonly BatchJobRecord[];
  /** By operation, how many calls took effect: not refused, failed or replayed. `ws-turn` counts WebSocket turns. */
  effectiveCalls(): Readonly<Record<string, number>>;
  /**
   * What every recording that is not of the sandbox's own voice is transcribed to, for fast transcription and for consents. Undefined:
   * the expected sentence, as it is unless scripted.
   */
  scriptTranscript(text: string | undefined): void;
  /** How well recordings are heard from now on: by default with 3 % word errors. */
  scriptHearing(hearing: Partial<Hearing>): void;
  /** By how much the duration that the end of a turn reports differs from its audio; 1 unless scripted. */
  scriptReportedDuration(factor: number): void;
  /** Whether requests beyond Azure's limits of a resource are refused from now on, which they are not unless scripted; what was counted is forgotten. */
  enforceLimits(enforced: boolean): void;
  /** How many models of professional voices may be trained at a time from now on; undefined: as many as are asked for, as unless scripted. */
  limitTrainings(quota: number | undefined): void;
  /** What was asked of each API with a limit. */
  requestRates(): Readonly<Record<string, RequestRate>>;
  /** The e-mails that were sent, oldest first, at most the last 2,000. */
  emails(): readonly SentEmail[];
  /** The cards that were posted to Teams workflows, oldest first, at most the last 2,000. */
  teamsCards(): readonly PostedCard[];
  /** For how long each endpoint of a professional voice was deployed, ms of the sandbox's clock: what Azure bills by the hour. */
  deployedMs(): Readonly<Record<string, number>>;
  /** Goes on with the jobs that a restart interrupted. Call it when the storage that they read and write is there. */
  resume(): void;
  /** Copies the files that are kept into a folder, at once. */
  copyTo(folder: string): void;
}

const DEFAULT_JOB_DURATION_MS = 2000;

export async function startSpeech(options: SpeechOptions): Promise<Speech> {
  const { clock, faults, log, tls, state } = options;
  const jobDurationMs = options.jobDurationMs ?? DEFAULT_JOB_DURATION_MS;
  const fetchBlob: FetchBlob = options.fetchBlob ?? ((url, init) => fetch(url, init));
  const engine = new SpeechEngine(options.threads);
  const memory = new SpeechMemory(state);
  const ear = new Ear(engine, memory, log);
  const requests = new RequestLog();
  const limits = new RequestLimits(() => performance.now());
  const authenticator = new Authenticator(options.apiKey, options.verifyToken);

  const operations = new Operations('custom-voice', state);
  const projects = new Projects(() => clock.now(), state);
  const consents = new Consents({ clock, log, ear, operations, projects, jobDurationMs, fetchBlob, state });
  const personalVoices = new PersonalVoices({
    clock,
    log,
    ear,
    operations,
    projects,
    consents,
    jobDurationMs,
    fetchBlob,
    state,
  });
  const jobs = { clock, log, operations, state: state ?? MEMORY_ONLY, durationMs: jobDurationMs };
  const trainingSets = new TrainingSets({ ...jobs, ear, projects, fetchBlob });
  const models = new Models({ ...jobs, projects, consents, trainingSets });
  const endpoints = new Endpoints({ ...jobs, models });
  const narrator = new Narrator({
    engine,
    memory,
    now: () => clock.now(),
    traitsOfProfile: (id) => personalVoices.traitsOf(id),
    traitsOfDeployment: (id, voiceName) => endpoints.traitsOf(id, voiceName),
  });
  const batchOperations = new Operations('batch-synthesis', state);
  const linkSecret = keptText(state ?? MEMORY_ONLY, 'result links', () => randomBytes(32).toString('base64'));
  const batches = new BatchSyntheses({
    clock,
    faults,
    log,
    narrator,
    operations: batchOperations,
    links: new ResultLinks(() => clock.now(), Buffer.from(linkSecret, 'base64')),
    jobDurationMs,
    fetchBlob,
    state,
    directory: options.directory,
  });

  const emails = new Emails(clock, (report) => options.onEmailReport?.(report));
  const workflows = new TeamsWorkflows();

  let url = '';
  const rest = new RestServer({
    routes: new RouteTable([
      ...customVoiceRoutes({
        projects,
        consents,
        personalVoices,
        professional: { trainingSets, models, endpoints },
        operations,
      }),
      ...batchRoutes(batches, batchOperations),
      ...transcriptionRoutes(ear),
      ...ttsRoutes(narrator),
      ...translatorRoutes(),
      ...openAiRoutes(() => clock.now()),
      ...communicationRoutes(emails, workflows),
      ...(options.claimKey === undefined ? [] : keyVaultRoutes(options.claimKey)),
    ]),
    authenticator,
    requests,
    limits,
    clock,
    faults,
    log,
    origin: () => url,
  });
  let durationFactor = 1;
  const sockets = new SynthesisWebSocketServer({
    durationFactor: () => durationFactor,
    authenticator,
    narrator,
    clock,
    faults,
    log,
    countEffective: (operation) => requests.countEffective(operation),
  });

  const server: Server = tls === undefined ? createHttpServer() : createHttpsServer({ key: tls.key, cert: tls.cert });
  server.on('request', (request, response) => void rest.handle(request, response));
  server.on('upgrade', (request, socket, head) => {
    sockets.upgrade(request, socket, head).catch((error: unknown) => {
      log('speech: a WebSocket handshake failed', { error: error instanceof Error ? error.message : String(error) });
      socket.destroy();
    });
  });
  const port = await listen(server, options.host, options.port);
  url = `${tls === undefined ? 'http' : 'https'}://${options.host}:${port}`;
  engine.warmUp();

  return {
    port,
    url,
    requests: () => requests.requests(),
    spoken: () => narrator.spoken(),
    batchJobs: () => batches.jobs(),
    emails: () => emails.sent(),
    teamsCards: () => workflows.posted(),
    effectiveCalls: () => requests.effectiveCalls(),
    scriptTranscript: (text) => ear.scriptTranscript(text),
    scriptHearing: (hearing) => ear.scriptHearing(hearing),
    scriptReportedDuration: (factor) => {
      durationFactor = factor;
    },
    enforceLimits: (enforced) => {
      limits.enforced = enforced;
      limits.restart();
    },
    limitTrainings: (quota) => {
      models.quota = quota;
    },
    requestRates: () => limits.rates(),
    deployedMs: () => endpoints.deployedMs(),
    resume: () => {
      consents.resume();
      personalVoices.resume();
      trainingSets.resume();
      models.resume();
      endpoints.resumeJobs();
      batches.resume();
    },
    copyTo: (folder) => batches.copyTo(folder),
    close: async () => {
      consents.abandonAll();
      for (const each of [personalVoices, trainingSets, models, endpoints]) each.abandonAll();
      sockets.close();
      await Promise.all([shutDown(server), engine.close(), batches.close()]);
    },
  };
}

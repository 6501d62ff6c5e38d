import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { producerEnvironment } from '../../apps/sandbox/src/cli/producer-files.ts';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { buildDotnet, CLIENTS, dotnetProgram, generate, generators, runProgram } from '../peers/clients/generators.ts';
import { numberedNames, numberedNamesIn } from '../peers/clients/names.ts';
import { AUDIT_LIMIT, type Call, CALLS, type Setting, TEXT } from '../peers/clients/typescript/generated-client.ts';
import type { ApiClient } from '../support/api-client.ts';
import { enrolledVoice, SAMPLE, STATEMENT } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { expectOrderedWork, holdSecondSynthesis, ORDERED_TEXT } from '../support/ordered-work.ts';
import { startQuickSystem } from '../support/quick-system.ts';
import { clientOf, control, recordingOf, systemUnderTest } from '../support/system.ts';
import { isInstalled } from '../support/tools.ts';

const CONTRACT = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');
/** `npm run clients:tools` installs them; CI fails where a test is skipped. */
const INSTALLED = isInstalled('dotnet') && existsSync(join(CLIENTS, 'node_modules', 'orval'));
/** As many processors as CI has. */
const AT_ONCE = 2;
/** Everything is generated and compiled before the first test. */
const BUILD_TIMEOUT_MS = 8 * 60_000;

/** Clients in TypeScript, by the module that calls the API through each. */
const TYPESCRIPT = { 'openapi-fetch': 'openapiFetchClient', 'hey-api': 'heyApiClient', orval: 'orvalClient' } as const;
/** Clients in C#, by the program. */
const DOTNET = { 'Kiota in C#': 'KiotaCalls', 'NSwag in C#': 'NSwagCalls' } as const;

type Caller = (call: Call) => Promise<unknown>;

describe.skipIf(!INSTALLED)('clients that generators make of the contract', () => {
  let folder: string;
  let generated: string;
  let artifacts: string;
  let typesCompile: string;
  let system: SystemUnderTest;
  let api: ApiClient;
  let setting: Setting;

  beforeAll(async () => {
    await mkdir(join(CLIENTS, 'generated'), { recursive: true });
    // Below the packages that the generated code imports.
    folder = await mkdtemp(join(CLIENTS, 'generated', 'run-'));
    artifacts = await mkdtemp(join(tmpdir(), 'generated-clients-'));
    generated = join(folder, 'generated');
    await cp(join(CLIENTS, 'typescript'), join(folder, 'typescript'), { recursive: true });
    system = await systemUnderTest();
    api = await clientOf(system);
    const limit = pLimit(AT_ONCE);
    const [settled] = await Promise.all([
      Promise.allSettled([
        limit(() => buildDotnet(artifacts)),
        ...generators(CONTRACT, generated).map((generator) => limit(() => generate(generator, CONTRACT, generated))),
      ]),
      prepare().then((prepared) => (setting = prepared)),
    ]);
    const failed = settled.filter((result) => result.status === 'rejected');
    if (failed.length > 0) throw new Error(failed.map(({ reason }) => String(reason)).join('\n'));
    typesCompile = await runProgram([join(CLIENTS, 'node_modules', '.bin', 'tsc'), '-p', 'typescript'], {
      cwd: folder,
    }).catch(String);
  }, BUILD_TIMEOUT_MS);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await rm(artifacts, { recursive: true, force: true });
  });

  /** A voice, a synthesis of it, and a recording. */
  async function prepare(): Promise<Setting> {
    const voiceId = await enrolledVoice(system);
    const { data: created } = await api.POST('/v1/syntheses', { body: { voiceId, text: TEXT } });
    const { subject } = await api.finishedOperation(created);
    const recording = join(artifacts, 'recording.wav');
    await writeFile(recording, await recordingOf(system, SAMPLE));
    return { baseUrl: system.apiUrl, token: api.token, voiceId, synthesisId: subject.id, recording };
  }

  async function typescriptCaller(module: keyof typeof TYPESCRIPT): Promise<Caller> {
    const exported = (await import(join(folder, 'typescript', `${module}.ts`))) as Record<
      string,
      (to: Setting) => Record<Call, () => Promise<unknown>>
    >;
    const client = exported[TYPESCRIPT[module]]?.(setting);
    if (!client) throw new Error(`${module}.ts exports no ${TYPESCRIPT[module]}`);
    return (call) => client[call]();
  }

  function dotnetCaller(program: string): Caller {
    return async (call) => {
      const printed = await runProgram(['dotnet', dotnetProgram(artifacts, program), call], {
        cwd: artifacts,
        env: {
          API_URL: setting.baseUrl,
          API_TOKEN: setting.token,
          VOICE_ID: setting.voiceId,
          SYNTHESIS_ID: setting.synthesisId,
          RECORDING: setting.recording,
        },
      });
      const { answer, error } = JSON.parse(printed) as { answer?: unknown; error?: string };
      if (error !== undefined) throw new Error(error);
      return answer;
    };
  }

  /** What each call has to answer. */
  async function expected(call: Call): Promise<unknown> {
    const id = (prefix: string): unknown => expect.stringMatching(new RegExp(`^${prefix}_`));
    switch (call) {
      case 'create':
        return { id: id('op'), type: 'speech.synthesis', subject: id('syn') };
      case 'page':
        return { first: [id('syn')], more: true, second: [id('syn')] };
      case 'upload':
        return { id: id('upl'), purpose: 'sample', fileName: 'recording.wav', read: id('upl') };
      case 'speak':
        return { head: 'RIFF', bytes: expect.any(Number) };
      case 'speakCutOff':
        return { bytes: expect.any(Number), noticed: true };
      case 'range': {
        const audio = await api.send('GET', `/v1/syntheses/${setting.synthesisId}/audio`);
        return {
          hex: Buffer.from(await audio.arrayBuffer())
            .subarray(0, 100)
            .toString('hex'),
        };
      }
      case 'captions':
        return { vtt: expect.stringMatching(/^WEBVTT[^]*kettle/), srt: expect.stringMatching(/^1\r?\n[^]*kettle/) };
      case 'events':
        return { statuses: expect.arrayContaining(['succeeded']) };
      case 'conflict':
        return { updated: 'The first', status: 412, code: 'etag-mismatch' };
      case 'problem':
        return { status: 400, code: 'invalid-request', retryable: false, pointers: ['/voiceId'] };
      case 'audit': {
        const { data } = await api.json<{ data: { sequence: number; action: string; at: string; details?: object }[] }>(
          'GET',
          `/v1/audit-events?subjectId=${setting.voiceId}&limit=${AUDIT_LIMIT}`,
        );
        expect(data.some(({ details }) => details !== undefined)).toBe(true);
        const read = data.map(({ sequence, action, at, details = null }) => ({
          sequence,
          action,
          atMs: Date.parse(at),
          details,
        }));
        return { events: read };
      }
    }
  }

  it('names nothing by a number, in any language', async () => {
    expect(numberedNames('ts', 'export type Voice1 = {};\nexport type getVoiceResponse404 = {};')).toEqual(['Voice1']);
    expect(numberedNames('cs', '    public partial class Anonymous5\n')).toEqual(['Anonymous5']);
    expect(numberedNames('go', 'type Status10 struct {')).toEqual(['Status10']);
    const folders = [generated, join(artifacts, 'obj')];
    for (const each of folders) {
      const { files, numbered } = await numberedNamesIn(each);
      expect(numbered).toEqual([]);
      expect(files).toBeGreaterThan(100);
    }
  });

  it('compiles as TypeScript; what is C# is compiled before', () => {
    expect(typesCompile).toBe('');
  });

  const callers: [name: string, caller: () => Caller | Promise<Caller>][] = [
    ...Object.keys(TYPESCRIPT).map((module): [string, () => Promise<Caller>] => [
      module,
      () => typescriptCaller(module as keyof typeof TYPESCRIPT),
    ]),
    ...Object.entries(DOTNET).map(([name, program]): [string, () => Caller] => [name, () => dotnetCaller(program)]),
  ];
  describe.each(callers)('%s', (_name, callerOf) => {
    afterEach(() => control(system, 'DELETE', '/faults'));

    it.each(CALLS)('%s', async (call) => {
      const caller = await callerOf();
      if (call === 'speakCutOff') {
        const effect = { kind: 'close', code: 1000, after: 'first-byte' };
        await control(system, 'POST', '/faults', { service: 'speech', operation: 'ws-turn', effect });
      }
      const answer = await caller(call);
      expect(answer).toEqual(await expected(call));
      // More than a header: a client that waited for the end would have nothing.
      if ('bytes' in (answer as object)) expect((answer as { bytes: number }).bytes).toBeGreaterThan(44);
    });
  });

  describe('the zod outputs', () => {
    interface Schema {
      parse(value: unknown): unknown;
    }
    type Module = Readonly<Record<string, Schema | undefined>>;

    /** Each route that answers a GET with JSON, with the ids of what there is. */
    async function readableRoutes(): Promise<{ operationId: string; path: string }[]> {
      const { paths } = JSON.parse(await readFile(CONTRACT, 'utf8')) as {
        paths: Record<string, { get?: { operationId: string; responses: { 200?: { content?: object } } } }>;
      };
      const { id: upload } = (await (await typescriptCaller('openapi-fetch'))('upload')) as { id: string };
      const { data: operations } = await api.json<{ data: { id: string }[] }>('GET', '/v1/operations?limit=1');
      const ids: Readonly<Record<string, string | undefined>> = {
        operations: operations[0]?.id,
        syntheses: setting.synthesisId,
        uploads: upload,
        voices: setting.voiceId,
      };
      return Object.entries(paths).flatMap(([path, { get }]) => {
        const id = ids[path.split('/')[2] ?? ''];
        const filled = path.replace('{id}', id ?? '{id}');
        const isJson = 'application/json' in (get?.responses[200]?.content ?? {});
        return get && isJson && !filled.includes('{') ? [{ operationId: get.operationId, path: filled }] : [];
      });
    }

    it('parse what the API answers', async () => {
      const heyApi = (await import(join(generated, 'hey-api', 'zod.gen.ts'))) as Module;
      const orval = (await import(join(generated, 'orval', 'zod.ts'))) as Module;
      const routes = await readableRoutes();
      for (const { operationId, path } of routes) {
        const answer = await api.json('GET', path);
        const name = `${operationId[0]?.toUpperCase()}${operationId.slice(1)}Response`;
        for (const schema of [heyApi[`z${name}`], orval[name]]) {
          expect(schema, operationId).toBeDefined();
          expect(() => schema?.parse(answer), operationId).not.toThrow();
        }
      }
      expect(routes.map(({ operationId }) => operationId)).toEqual(
        expect.arrayContaining(['getSynthesisTimings', 'getUpload', 'getVoice', 'listAuditEvents', 'listSyntheses']),
      );
      const problem: unknown = await fetch(new URL('/v1/voices', setting.baseUrl)).then((response) => response.json());
      expect(heyApi['zProblem']?.parse(problem)).toMatchObject({ status: 401 });
      expect(() => heyApi['zGetVoiceResponse']?.parse({ id: 1 })).toThrow();
    });
  });

  describe('the examples in C#', () => {
    const run = (program: string, ...args: string[]) =>
      runProgram(['dotnet', dotnetProgram(artifacts, program), '--url', setting.baseUrl, ...args], {
        cwd: artifacts,
        env: { VOICE_API_TOKEN: setting.token, SSL_CERT_FILE: system.environment['NODE_EXTRA_CA_CERTS'] },
      });

    it('enroll a voice and speak', async () => {
      const statement = join(artifacts, 'statement.wav');
      await writeFile(statement, await recordingOf(system, STATEMENT));
      const who = ['--talent', 'Voice Talent', '--company', 'Contoso'];
      const files = ['--statement', statement, '--sample', setting.recording, '--out', join(artifacts, 'out.wav')];
      const printed = await run('EnrollAndSpeak', ...who, ...files, '--text', TEXT);
      const [, voiceId = ''] = /The voice (vce_\w+) has spoken/.exec(printed) ?? [];
      expect(await api.json('GET', `/v1/voices/${voiceId}`)).toMatchObject({ name: 'Voice Talent', status: 'ready' });
      const wav = await readFile(join(artifacts, 'out.wav'));
      expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
      expect(wav.length).toBeGreaterThan(50_000);
    });

    it('upload by SAS', async () => {
      const printed = await run('UploadBySas', '--file', setting.recording);
      const [, uploadId = ''] = /The recording (upl_\w+) was accepted/.exec(printed) ?? [];
      expect(await api.json('GET', `/v1/uploads/${uploadId}`)).toMatchObject({
        status: 'accepted',
        fileName: 'recording.wav',
        sizeBytes: (await readFile(setting.recording)).length,
      });
    });

    it('say which option is missing, and what the API answered', async () => {
      await expect(run('UploadBySas')).rejects.toThrow('Add --file.');
      const refused = runProgram(
        ['dotnet', dotnetProgram(artifacts, 'UploadBySas'), '--url', setting.baseUrl, '--file', setting.recording],
        {
          cwd: artifacts,
          env: { VOICE_API_TOKEN: 'none' },
        },
      );
      await expect(refused).rejects.toThrow(/Unauthenticated: .* \(request /);
    });

    describe('order work by messages', () => {
      let producing: VoiceSystem;
      let under: SystemUnderTest;
      let out: string;

      beforeAll(async () => {
        producing = await startQuickSystem({ sandboxEnvironment: { SANDBOX_PRODUCERS: 'ivr' } });
        const { environment, endpoints } = producing.ready;
        under = { apiUrl: producing.apiUrl, workerUrl: '', environment, endpoints, folder: producing.folder };
        out = join(artifacts, 'spoken');
      });
      afterAll(() => producing?.stop());

      const order = async (...args: string[]) => {
        const { token } = await clientOf(under);
        const program = ['dotnet', dotnetProgram(artifacts, 'OrderByMessage')] as const;
        return runProgram([...program, '--url', under.apiUrl, '--out', out, '--text', ORDERED_TEXT, ...args], {
          cwd: artifacts,
          env: { ...producerEnvironment(producing.ready, 'ivr'), VOICE_API_TOKEN: token },
        });
      };

      it('from the enrollment to the audio; one request is rejected, and one is canceled', async () => {
        const statement = join(artifacts, 'ordered-statement.wav');
        await writeFile(statement, await recordingOf(under, STATEMENT));
        await holdSecondSynthesis(under);
        const who = ['--talent', 'Voice Talent', '--company', 'Contoso'];
        const printed = await order(...who, '--statement', statement, '--sample', setting.recording);
        await expectOrderedWork(await clientOf(under), printed, out);
      });

      it('and send nothing that breaks a rule of the contract', async () => {
        await expect(order('--voice', 'the-voice')).rejects.toThrow(
          'synthesis.request was not sent. /voiceId: VoiceId must be an id that begins with vce_.',
        );
      });
    });
  });
});

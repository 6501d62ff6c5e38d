import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NumberedCredential } from '../../testing/credentials.ts';
import { OpenApiFile } from '../../testing/openapi.ts';
import { RestServer } from '../../testing/rest-server.ts';
import { ProfessionalVoiceClient } from './professional-voice-client.ts';

const specification = OpenApiFile.load('customvoice.json', '/customvoice');

const ENDPOINT = '9f50c644-2121-40e9-9ea7-544e48bfe3cb';
const project = { id: 'project-1', kind: 'ProfessionalVoice' };
const trainingSet = { id: 'set-1', projectId: 'project-1', locale: 'en-US', status: 'Succeeded' };
const model = {
  id: 'model-1',
  voiceName: 'Ada:DragonHDLatestNeural',
  recipe: { kind: 'Default', version: 'V1' },
  projectId: 'project-1',
  consentId: 'consent-1',
  trainingSetId: 'set-1',
  status: 'NotStarted',
};
const endpoint = { id: ENDPOINT, projectId: 'project-1', modelId: 'model-1', status: 'NotStarted' };
const source = { containerUrl: 'https://acct.blob.core.windows.net/set?sig=secret', prefix: 'data/' };
const dataset = {
  kind: 'AudioAndScript',
  audios: { ...source, extensions: ['.wav'] },
  scripts: { ...source, extensions: ['.txt'] },
} as const;

describe(ProfessionalVoiceClient.name, () => {
  let server: RestServer;
  let client: ProfessionalVoiceClient;

  beforeEach(async () => {
    server = await RestServer.start();
    client = new ProfessionalVoiceClient({ endpoint: server.url, credential: new NumberedCredential(), mark: 'ours' });
  });
  afterEach(async () => {
    for (const request of server.requests) {
      expect(specification?.problemsOf(request) ?? [], `${request.method} ${request.path}`).toEqual([]);
    }
    await server.stop();
  });

  const sent = (): unknown => {
    const { body } = server.last;
    return body.length === 0 ? undefined : (JSON.parse(body.toString()) as unknown);
  };

  it('makes a project, a training set, a model and an endpoint, with our mark and our ids', async () => {
    server.answers.push({ status: 201, json: project });
    expect(await client.createProject('project-1')).toEqual(project);
    expect(sent()).toEqual({ kind: 'ProfessionalVoice', description: 'ours' });

    server.answers.push({ status: 201, json: trainingSet });
    const set = { projectId: 'project-1', locale: 'en-US', voiceKind: 'Female' } as const;
    expect(await client.createTrainingSet('set-1', set)).toEqual(trainingSet);
    expect(sent()).toEqual({ ...set, description: 'ours' });

    server.answers.push({ status: 201, json: model });
    const { id: _, status: __, voiceName: ___, ...fields } = model;
    expect(await client.createModel('model-1', { ...fields, voiceName: 'Ada' }, 'train-1')).toEqual(model);
    expect(sent()).toEqual({ ...fields, voiceName: 'Ada', description: 'ours' });
    expect(server.last.headers['operation-id']).toBe('train-1');

    server.answers.push({ status: 201, json: endpoint });
    const given = { projectId: 'project-1', modelId: 'model-1', properties: { kind: 'FastResume' } } as const;
    expect(await client.createEndpoint(ENDPOINT, given, 'deploy-1')).toEqual(endpoint);
    expect(sent()).toEqual({ ...given, description: 'ours' });
    expect(server.last.path).toBe(`/customvoice/endpoints/${ENDPOINT}`);
    expect(server.requests.every(({ method }) => method === 'PUT')).toBe(true);
  });

  it('has data fetched into a training set, which is answered without a body', async () => {
    server.answers.push({ status: 202, text: '' });
    await client.uploadData('set-1', dataset, 'upload-1');
    expect(server.last).toMatchObject({ method: 'POST', path: '/customvoice/trainingsets/set-1:upload' });
    expect(server.last.headers['operation-id']).toBe('upload-1');
    expect(sent()).toEqual(dataset);
  });

  it('suspends and resumes an endpoint', async () => {
    server.answers.push({ status: 202, json: { ...endpoint, status: 'Disabling' } });
    expect(await client.suspendEndpoint(ENDPOINT, 'suspend-1')).toMatchObject({ status: 'Disabling' });
    expect(server.last).toMatchObject({ method: 'POST', path: `/customvoice/endpoints/${ENDPOINT}:suspend` });
    server.answers.push({ status: 202, json: { ...endpoint, status: 'Running' } });
    expect(await client.resumeEndpoint(ENDPOINT, 'resume-1')).toMatchObject({ status: 'Running' });
    expect(server.last.path).toBe(`/customvoice/endpoints/${ENDPOINT}:resume`);
    expect(server.last.headers['operation-id']).toBe('resume-1');
  });

  it('reads what is there, and what is not there as undefined', async () => {
    const reads: readonly (readonly [() => Promise<unknown>, object])[] = [
      [() => client.getTrainingSet('set-1'), trainingSet],
      [() => client.getModel('model-1'), model],
      [() => client.getEndpoint(ENDPOINT), endpoint],
      [() => client.getOperation('train-1'), { id: 'train-1', status: 'Running' }],
    ];
    for (const [read, json] of reads) {
      server.answers.push({ status: 200, json }, { status: 404, json: { error: { code: 'NotFound', message: '' } } });
      expect(await read()).toEqual(json);
      expect(await read()).toBeUndefined();
    }
  });

  it('reads recipes in the service’s order', async () => {
    const value = [
      { kind: 'Default', version: 'V2', minUtteranceCount: 300, minDurationInSeconds: 3_600 },
      { kind: 'MultiStyle', version: 'V3' },
    ];
    server.answers.push({ status: 200, json: { value } });
    expect(await client.listRecipes()).toEqual(value);
  });

  it('deletes, also what is gone already', async () => {
    const gone = { status: 404, json: { error: { code: 'NotFound', message: '' } } };
    server.answers.push({ status: 204 }, gone, { status: 204 });
    await client.deleteEndpoint(ENDPOINT);
    await client.deleteModel('model-1');
    await client.deleteTrainingSet('set-1');
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `DELETE /customvoice/endpoints/${ENDPOINT}`,
      'DELETE /customvoice/models/model-1',
      'DELETE /customvoice/trainingsets/set-1',
    ]);
  });

  it.each(['', 'endpoint-1', '../models', `${ENDPOINT}0`])(
    'refuses the endpoint id "%s" without asking',
    async (id) => {
      await expect(client.getEndpoint(id)).rejects.toThrow(TypeError);
      await expect(client.suspendEndpoint(id, 'suspend-1')).rejects.toThrow(TypeError);
      expect(server.requests).toEqual([]);
    },
  );

  it('rejects with what the service says', async () => {
    const error = { code: 'BadRequest', message: 'The endpoint is not in the state Succeeded.' };
    server.answers.push({ status: 400, json: { error } }, { status: 429, headers: { 'retry-after': '7' }, json: {} });
    await expect(client.suspendEndpoint(ENDPOINT, 'suspend-1')).rejects.toMatchObject({ code: 'provider-rejected' });
    await expect(client.getEndpoint(ENDPOINT)).rejects.toMatchObject({
      code: 'provider-throttled',
      retryAfterMs: 7_000,
    });
  });
});

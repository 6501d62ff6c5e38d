import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Answers } from './answers.ts';
import { type Finding, spelt } from './finding.ts';
import { unchangeableFindings } from './judge-group.ts';
import { imageFindings, type Machine } from './judge-images.ts';
import { accountFindings, professionalVoiceNotes, providerFindings, toolFindings } from './judge-subscription.ts';
import { Prediction, type PredictedResource } from './prediction.ts';
import { deploySettings, type ImagePush } from './settings.ts';

let work = '';
let answers = new Answers('');
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'judge-'));
  mkdirSync(join(work, 'answers'));
  answers = new Answers(work);
});
afterEach(() => {
  rmSync(work, { recursive: true, force: true });
});

const answer = (name: string, value: unknown) =>
  writeFileSync(join(work, 'answers', `${name}.json`), JSON.stringify(value));
const resource = (
  type: string,
  name: string,
  properties: Record<string, unknown> = {},
  sku?: { name: string },
): PredictedResource => ({
  id: `/x/${name}`,
  type,
  name,
  properties,
  ...(sku === undefined ? {} : { sku }),
});
const stops = (findings: readonly Finding[]) =>
  findings.flatMap((each) => (each.kind === 'problem' ? [`${each.what}: ${each.found}`] : []));

describe('the preflight', () => {
  it('wants a version of the Azure CLI that has all commands', () => {
    answer('version', { 'azure-cli': '2.69.9' });
    expect(stops(toolFindings(answers))).toEqual(['Azure CLI: 2.69.9']);
    answer('version', { 'azure-cli': '2.70.0' });
    expect(stops(toolFindings(answers))).toEqual([]);
    answer('version', { 'azure-cli': '3.0.0' });
    expect(stops(toolFindings(answers))).toEqual([]);
  });

  it('says that closed storage has no professional voices', () => {
    const app = (value: string) =>
      resource('Microsoft.App/containerApps', 'api', {
        template: { containers: [{ env: [{ name: 'SPEECH_AUDIO_TRANSFER', value }] }] },
      });
    expect(professionalVoiceNotes(new Prediction([app('url')]))).toEqual([]);
    expect(professionalVoiceNotes(new Prediction([app('url'), app('upload')]))).toEqual([
      { kind: 'note', what: expect.stringContaining('professional voices are not offered') },
    ]);
  });

  it('does not take a question without an answer for a good one', () => {
    writeFileSync(join(work, 'answers', 'version.error'), 'ERROR: broken\nmore');
    expect(stops(toolFindings(answers))).toEqual(['the version of the Azure CLI: az could not tell: ERROR: broken']);
    expect(stops(providerFindings(answers, new Prediction([])))).toEqual([
      'the resource providers: az could not tell: it was not asked',
    ]);
  });

  it('wants the tenant of the registration to be that of the subscription', () => {
    answer('account', { id: 'sub', tenantId: 'AAAA' });
    expect(stops(accountFindings(answers, { AZURE_TENANT_ID: 'aaaa' }))).toEqual([]);
    expect(stops(accountFindings(answers, { AZURE_TENANT_ID: 'bbbb' }))).toHaveLength(1);
  });

  it('finds what Azure does not change in place', () => {
    const prediction = new Prediction([
      resource('Microsoft.ServiceBus/namespaces', 'sb', {}, { name: 'Premium' }),
      resource('Microsoft.ServiceBus/namespaces/queues', 'sb/notifications', {
        requiresDuplicateDetection: true,
        requiresSession: false,
      }),
      resource('Microsoft.Storage/storageAccounts', 'st'),
      resource('Microsoft.EventGrid/systemTopics', 'evgt-voice'),
    ]);
    answer('queues', [{ name: 'notifications', requiresDuplicateDetection: false, requiresSession: false }]);
    answer('system-topics', {
      value: [
        { name: 'defender', properties: { source: '/subscriptions/x/providers/Microsoft.Storage/storageAccounts/ST' } },
      ],
    });
    const here = [{ id: '/x/sb', type: 'Microsoft.ServiceBus/namespaces', name: 'sb', sku: { name: 'Standard' } }];
    expect(stops(unchangeableFindings(answers, prediction, here))).toEqual([
      'Service Bus sb: it is Standard',
      'queue notifications: requiresDuplicateDetection is false',
      'Event Grid system topic of st: defender is there (Defender for Storage makes one), and an account has one at most',
    ]);
  });

  it('spells options as the shell does', () => {
    expect(spelt('pass -RestoreSpeech, or az x --name -ApiImage', 'kebab')).toBe(
      'pass --restore-speech, or az x --name --api-image',
    );
    expect(spelt('pass -RestoreSpeech', 'pascal')).toBe('pass -RestoreSpeech');
  });
});

describe('the ways that images have', () => {
  const api = resource('Microsoft.App/containerApps', 'api', {
    configuration: { registries: [{ server: 'cr.azurecr.io' }] },
  });
  const registry = (access: string) =>
    resource('Microsoft.ContainerRegistry/registries', 'cr', { publicNetworkAccess: access });
  const machine = (addresses: string[], works = true): Machine => ({
    engine: () => Promise.resolve(works ? { name: 'docker' } : { problem: 'no container engine works here' }),
    addresses: () => Promise.resolve(addresses),
  });
  const settings = (imagePush: ImagePush, more: Record<string, string> = {}) =>
    deploySettings({
      DEPLOY_RESOURCE_GROUP: 'rg',
      DEPLOY_ENVIRONMENT: 'dev',
      DEPLOY_LOCATION: 'westeurope',
      DEPLOY_PARAMETER_FILE: 'infra/main.bicepparam',
      DEPLOY_IMAGE_PUSH: imagePush,
      DEPLOY_WORK: work,
      ...more,
    });
  const isPossible = async (
    way: ImagePush,
    access: string,
    here: boolean,
    on: Machine,
    more: Record<string, string> = {},
  ) =>
    stops(await imageFindings(settings(way, more), answers, new Prediction([api, registry(access)]), here, on))
      .length === 0;

  it('are building here or in a task, where the registry is public', async () => {
    expect(await isPossible('local', 'Enabled', false, machine([]))).toBe(true);
    expect(await isPossible('local', 'Enabled', false, machine([], false))).toBe(false);
    expect(await isPossible('acr-task', 'Enabled', false, machine([]))).toBe(true);
    expect(await isPossible('local', 'Disabled', true, machine(['10.20.2.7']))).toBe(false);
    expect(await isPossible('acr-task', 'Disabled', true, machine([]))).toBe(false);
  });

  it('are a machine inside the network, where the registry has a private address', async () => {
    expect(await isPossible('runner', 'Disabled', true, machine(['10.20.2.7']))).toBe(true);
    expect(await isPossible('runner', 'Disabled', true, machine(['20.50.1.1']))).toBe(false);
    expect(await isPossible('runner', 'Disabled', false, machine([]))).toBe(false);
  });

  it('are a pool of a registry that is there', async () => {
    const pool = { DEPLOY_AGENT_POOL: 'pool' };
    expect(await isPossible('agent-pool', 'Disabled', true, machine([]), pool)).toBe(false);
    answer('agent-pools', [{ name: 'pool', provisioningState: 'Succeeded' }]);
    expect(await isPossible('agent-pool', 'Disabled', true, machine([]), pool)).toBe(true);
    expect(await isPossible('agent-pool', 'Disabled', false, machine([]), pool)).toBe(false);
  });

  it('are an import, or what is there, by digest', async () => {
    const images = (text: string) => ({
      DEPLOY_API_IMAGE: `example.com/api${text}`,
      DEPLOY_WORKER_IMAGE: `example.com/worker${text}`,
    });
    for (const way of ['import', 'none'] as const) {
      expect(await isPossible(way, 'Disabled', false, machine([]), images(`@sha256:${'a'.repeat(64)}`))).toBe(true);
      expect(await isPossible(way, 'Disabled', false, machine([]), images(':latest'))).toBe(false);
    }
  });
});

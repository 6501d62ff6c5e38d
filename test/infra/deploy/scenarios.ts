import { describe, expect, it } from 'vitest';
import { digestOf } from './fake/az-handlers.ts';
import { predicted, SUBSCRIPTION, World } from './fake/world.ts';
import { type DeployResult, Deployment, type Shell } from './run-deploy.ts';
import { sameTranscript } from './transcripts.ts';

const APPROVED = { 'personal-voice-approved': true } as const;
const IMPORTED = {
  'image-push': 'import',
  'api-image': `crshared.azurecr.io/example/api@${digestOf('api of another registry')}`,
  'worker-image': `crshared.azurecr.io/example/worker@${digestOf('worker of another registry')}`,
} as const;
/** As the pipelines give it. */
const FROM_REGISTRY = {
  SOURCE_REGISTRY: `/subscriptions/${'5'.repeat(8)}-0000-4000-8000-000000000000/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/crshared`,
} as const;
const PRIVATE = { 'parameter-file': 'infra/main.private.bicepparam', environment: 'prod', ...APPROVED } as const;
/** Calls to what is closed in the private profile. */
const DATA_PLANE =
  /az acr (login|repository|manifest)|az storage blob|az keyvault secret|az servicebus .* (send|receive)|npm run|^node /;

/**
 * What the deploy scripts do with a subscription. Both shells have to make the same calls: those in `transcripts`.
 * @param alone whether what both have in common is looked at too: the findings of the preflight one by one; and an end by a signal, which bash alone takes
 */
export function describeDeployments(shell: Shell, alone: boolean): void {
  describe(shell.name, () => {
    it('deploys, provisions again, takes back what fails, releases, and rolls back', { timeout: 400_000 }, async () => {
      await using deployment = await Deployment.in();
      const { world } = deployment;

      const first = await deployment.run(shell, APPROVED);
      expect(first.said).toContain('serves');
      expect(first.code).toBe(0);
      const one = only(world.activeRevisions);
      expect(world.shares).toEqual({ [one]: 100 });
      expect(orderOf(first)).toEqual(['stack', 'images', 'jobs', 'migrate', 'worker', 'api', 'smoke']);
      await sameTranscript('first-deployment', first);

      const { workerImage, api } = world;
      const image = api?.image;
      const again = await deployment.run(shell, { ...APPROVED, 'provision-only': true });
      expect(again.code).toBe(0);
      expect([world.workerImage, world.api?.image, world.api?.revisions.length]).toEqual([workerImage, image, 1]);
      await sameTranscript('provision-again', again);

      world.failsSmoke.add(imageOfBuild(world, first, 1));
      const failed = await deployment.run(shell, APPROVED);
      expect(failed.code).toBe(1);
      expect(failed.said).toContain('the smoke test of https://api---green.');
      expect(failed.said).toContain(`${one} serves all requests again`);
      expect(world.activeRevisions).toEqual([one]);
      expect(world.shares).toEqual({ [one]: 100 });
      expect(world.api?.traffic.find(({ revisionName }) => revisionName === one)?.label).toBe('blue');
      await sameTranscript('failed-smoke-test', failed);

      world.metricsLag = 2;
      world.lostQuestions = 2;
      const second = await deployment.run(shell, APPROVED);
      expect(second.code).toBe(0);
      const two = only(world.activeRevisions);
      expect(two).not.toBe(one);
      expect(world.shares).toEqual({ [two]: 100 });
      expect(world.api?.tags).toEqual({ app: 'voice', 'previous-revision': one });
      expect(
        second.transcript
          .filter(({ call }) => call.includes('traffic set'))
          .map(({ call }) => call.split('--label-weight ')[1]),
      ).toEqual(['green=10 blue=90 --output none', 'green=50 blue=50 --output none', 'green=100 blue=0 --output none']);
      await sameTranscript('release', second);

      world.errorsAt = 50;
      const erring = await deployment.run(shell, APPROVED);
      expect(erring.code).toBe(1);
      expect(erring.said).toContain('50 of 550 requests answered with 5xx (9.09 %)');
      expect(world.activeRevisions).toEqual([two]);
      expect(world.shares).toEqual({ [two]: 100 });
      expect(world.api?.tags['previous-revision']).toBe(one);
      await sameTranscript('errors-at-half', erring);
      world.errorsAt = undefined;

      const back = await deployment.run(shell, { 'roll-back': true });
      expect(back.code).toBe(0);
      expect(world.activeRevisions).toEqual([one]);
      expect(world.shares).toEqual({ [one]: 100 });
      expect(world.api?.tags['previous-revision']).toBe(two);
      await sameTranscript('roll-back', back);

      expect(world.mostActive).toBe(2);
      expect(world.sentNowhere).toEqual([]);
      for (const { said, transcript } of [first, failed, second, back])
        expect(`${said}${JSON.stringify(transcript)}`).not.toMatch(
          /receipt-secret|webhook-secret|secret-of-the-deployer|refresh-token/,
        );
    });

    it('gives the requests back after a release that was killed at half', { timeout: 400_000 }, async () => {
      await using deployment = await Deployment.in();
      const { world } = deployment;
      await deployment.run(shell, APPROVED);
      const one = only(world.activeRevisions);
      const killed = await deployment.run(shell, APPROVED, {}, (call) => isWatch(call) && world.shares[one] === 50);
      expect(killed.code).toBeNull();
      const [, tried = ''] = world.activeRevisions;
      expect(world.shares).toEqual({ [one]: 50, [tried]: 50 });

      const next = await deployment.run(shell, APPROVED);
      expect(next.code).toBe(0);
      const two = only(world.activeRevisions);
      expect([one, tried]).not.toContain(two);
      expect(world.shares).toEqual({ [two]: 100 });
      expect(world.api?.tags['previous-revision']).toBe(one);
      expect(world.sentNowhere).toEqual([]);
      await sameTranscript('after-kill', next);

      world.failsStart.add(world.api?.revisions.find(({ name }) => name === one)?.image ?? '');
      const stuck = await deployment.run(shell, { 'roll-back': true });
      expect(stuck.code).toBe(1);
      expect(world.activeRevisions).toEqual([two]);
      expect(world.shares).toEqual({ [two]: 100 });
      await sameTranscript('roll-back-that-fails', stuck);
    });

    it('does not go on without an approval, providers, and names, and says all of it at once', async () => {
      const world = new World();
      world.unregistered.add('Microsoft.App');
      world.takenNames.add(nameOf('Microsoft.Storage/storageAccounts'));
      world.deletedVaults = [{ name: nameOf('Microsoft.KeyVault/vaults') }];
      world.deletedAccounts = [{ name: nameOf('Microsoft.CognitiveServices/accounts'), location: 'westeurope' }];
      await using deployment = await Deployment.in(world);
      const { code, said, transcript } = await deployment.run(
        shell,
        { location: 'northeurope' },
        { RECEIPT_SIGNING_KEYS: '' },
      );
      expect(code).toBe(1);
      for (const text of [
        'az provider register --namespace Microsoft.App --wait',
        'northeurope is not known to offer it',
        `pass ${shell.option('personal-voice-approved')}`,
        `pass ${shell.option('restore-speech')}`,
        'az keyvault recover --name kvvoicedev',
        'another Microsoft.Storage/storageAccounts of the world has it',
        'it is not in the vault, and RECEIPT_SIGNING_KEYS is not set',
        '7 of 15 checks stop the deployment. Nothing was changed.',
      ])
        expect(said).toContain(text);
      expect(world.changes).toEqual([]);
      await sameTranscript('preflight', { transcript });
    });

    it('restores a deleted Speech account, and waits for a right that is not known yet', async () => {
      const world = new World();
      world.deletedAccounts = [{ name: nameOf('Microsoft.CognitiveServices/accounts'), location: 'westeurope' }];
      world.unknownRights = 1;
      await using deployment = await Deployment.in(world);
      const { code, transcript } = await deployment.run(shell, {
        ...APPROVED,
        'restore-speech': true,
        'provision-only': true,
      });
      expect(code).toBe(0);
      expect(world.deletedAccounts).toEqual([]);
      await sameTranscript('restore', { transcript });
    });

    it('calls no data plane of the private profile from outside, and tests it from inside', async () => {
      await using deployment = await Deployment.in();
      const { world } = deployment;
      const result = await deployment.run(shell, { ...PRIVATE, ...IMPORTED }, FROM_REGISTRY);
      expect(result.said).toContain('serves');
      expect(result.code).toBe(0);
      expect(world.isPrivate).toBe(true);
      expect(world.refusedDataPlaneCalls).toEqual([]);
      expect(result.transcript.filter(({ call }) => DATA_PLANE.test(call))).toEqual([]);
      expect(world.jobs['smoke']?.variables['SMOKE_URL']).toMatch(/^https:\/\/api---blue\./);
      expect(world.jobs['smoke']?.executions).toHaveLength(1);
      await sameTranscript('private', result);
    });
  });
  if (alone) describeFindings(shell);
}

function describeFindings(shell: Shell): void {
  describe(`${shell.name}, alone`, () => {
    it('takes a release back when it is ended while it watches', { timeout: 170_000 }, async () => {
      await using deployment = await Deployment.in();
      const { world } = deployment;
      const first = await deployment.run(shell, APPROVED);
      const one = only(world.activeRevisions);
      const ended = await deployment.run(shell, { ...APPROVED, 'watch-seconds': '600' }, {}, 'blue=90');
      expect(first.code).toBe(0);
      expect(ended.code).toBe(130);
      expect(ended.said).toContain(`${one} serves all requests again`);
      expect(world.activeRevisions).toEqual([one]);
      expect(world.shares).toEqual({ [one]: 100 });
    });

    it('tests a first deployment again when it is repeated', { timeout: 170_000 }, async () => {
      await using deployment = await Deployment.in();
      const { world } = deployment;
      const images = inRegistry(world, 'first');
      world.failsSmoke.add(images['api-image']);
      for (const label of ['api---blue.', 'api.']) {
        const failed = await deployment.run(shell, { ...APPROVED, ...images });
        expect(failed.said).toContain(`the smoke test of https://${label}`);
        expect(failed.code).toBe(1);
      }
      world.failsSmoke.clear();
      const passed = await deployment.run(shell, { ...APPROVED, ...images });
      expect(passed.said).toContain('serves this release already');
      expect(passed.code).toBe(0);
    });

    it(
      'rolls back a release that was killed at half, and one that was killed at the end',
      { timeout: 170_000 },
      async () => {
        await using deployment = await Deployment.in();
        const { world } = deployment;
        await deployment.run(shell, { ...APPROVED, ...inRegistry(world, 'first') });
        const one = only(world.activeRevisions);
        const images = inRegistry(world, 'second');
        const options = { ...APPROVED, ...images };
        await deployment.run(shell, options, {}, (call) => isWatch(call) && world.shares[one] === 50);
        expect(world.activeRevisions).toHaveLength(2);
        const back = await deployment.run(shell, { 'roll-back': true });
        expect(back.code).toBe(0);
        expect(world.shares).toEqual({ [one]: 100 });
        expect(world.activeRevisions).toEqual([one]);

        await deployment.run(shell, options, {}, (call) => isWatch(call) && world.shares[one] === undefined);
        expect(world.activeRevisions).toHaveLength(2);
        world.failsSmoke.add(images['api-image']);
        const failed = await deployment.run(shell, options);
        expect(failed.code).toBe(1);
        expect(world.activeRevisions).toHaveLength(2);
        const again = await deployment.run(shell, { 'roll-back': true });
        expect(again.code).toBe(0);
        expect(world.shares).toEqual({ [one]: 100 });
        expect(world.activeRevisions).toEqual([one]);
        expect(world.sentNowhere).toEqual([]);
      },
    );

    it(
      'does not judge a release whose requests do not appear, and revokes it in prod',
      { timeout: 170_000 },
      async () => {
        await using deployment = await Deployment.in();
        const { world } = deployment;
        const options = { ...APPROVED, 'metrics-seconds': '20' };
        await deployment.run(shell, options);
        world.metricsLag = Number.POSITIVE_INFINITY;
        const development = await deployment.run(shell, options);
        expect(development.said).toContain('not judged: Azure Monitor has no requests of api--');
        expect(development.code).toBe(0);
        expect(development.transcript.filter(({ call }) => isWatch(call))).toHaveLength(9);
        const two = only(world.activeRevisions);
        const production = await deployment.run(shell, { ...options, environment: 'prod' });
        expect(production.said).toContain('not judged: Azure Monitor has no requests of api--');
        expect(production.code).toBe(1);
        expect(world.shares).toEqual({ [two]: 100 });
        expect(world.activeRevisions).toEqual([two]);
      },
    );

    it('stops before anything is made when a quota is used up', async () => {
      await using deployment = await Deployment.in();
      deployment.world.quotas['ManagedEnvironmentCount'] = { currentValue: 50, limit: 50 };
      const { code, said } = await deployment.run(shell, APPROVED);
      expect(code).toBe(1);
      expect(said).toContain('quota ManagedEnvironmentCount in westeurope');
      expect(said).toContain('found: 50 of 50 are taken');
      expect(deployment.world.changes).toEqual([]);
    });

    it('names the right that is missing, and the role that has it', async () => {
      await using deployment = await Deployment.in();
      deployment.world.permissions = [
        {
          actions: ['*'],
          notActions: [
            'Microsoft.Authorization/*/Write',
            'Microsoft.Resources/deploymentStacks/manageDenySetting/action',
          ],
        },
        { actions: ['Microsoft.Authorization/roleAssignments/write'], notActions: [] },
      ];
      const { code, said } = await deployment.run(shell, APPROVED);
      expect(code).toBe(1);
      expect(said).toContain(
        'found: you may not Microsoft.Resources/deploymentStacks/manageDenySetting/action, Microsoft.Authorization/roleDefinitions/write',
      );
      expect(said).toContain('Azure Deployment Stack Owner and User Access Administrator');
      expect(deployment.world.changes).toEqual([]);
    });

    it('says before anything is made which ways an image has into a closed registry', async () => {
      await using deployment = await Deployment.in();
      const { code, said } = await deployment.run(shell, { ...PRIVATE, 'image-push': 'local' });
      expect(code).toBe(1);
      expect(said).toContain('found: the registry is closed to public networks');
      expect(said).toContain('a task without an agent pool does not reach a closed registry');
      expect(said).toContain('import');
      expect(deployment.world.changes).toEqual([]);
    });
  });
}

function isWatch(call: string): boolean {
  return call.startsWith('az monitor metrics list');
}

/** Options for images that are in the registry already. */
function inRegistry(world: World, name: string) {
  const image = (target: string) => {
    const digest = digestOf(`${target} ${name}`);
    world.registryImages.add(digest);
    return `cr.example.com/${target}@${digest}`;
  };
  return { 'image-push': 'none', 'api-image': image('api'), 'worker-image': image('worker') } as const;
}

function only(names: readonly string[]): string {
  expect(names).toHaveLength(1);
  return names[0] ?? '';
}

/** Name of the resource of a type in the deployments of these tests. */
function nameOf(type: string): string {
  return predicted('main', SUBSCRIPTION, 'rg-test').find((each) => each.type === type)?.name ?? '';
}

/** The image that the next build makes. */
function imageOfBuild(world: World, { said }: DeployResult, next: number): string {
  const repository = /(\S+)\/voice-cloning-backend\/api@/.exec(said)?.[1];
  return `${repository}/voice-cloning-backend/api@${digestOf(`api ${world.builds + next}`)}`;
}

const STEPS: readonly (readonly [string, RegExp])[] = [
  ['stack', /^az stack group create/],
  ['images', /^node scripts\/image\/push\.ts/],
  ['jobs', /--parameters infra\/jobs\.bicepparam/],
  ['migrate', /^az containerapp job start --name migrate/],
  ['worker', /--parameters infra\/worker\.bicepparam/],
  ['api', /--parameters infra\/api\.bicepparam/],
  ['smoke', /^node dist\/apps\/api\/src\/smoke\.main\.js/],
];

function orderOf({ transcript }: DeployResult): readonly string[] {
  return transcript.flatMap(({ call }) => STEPS.filter(([, pattern]) => pattern.test(call)).map(([name]) => name));
}

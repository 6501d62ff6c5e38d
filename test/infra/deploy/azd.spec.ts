import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { INFRA } from '../bicep.ts';
import { FakeAzd } from './fake/azd.ts';
import { CLIENT_ID } from './fake/world.ts';
import { Deployment } from './run-deploy.ts';

const VARIABLES = { ENTRA_CLIENT_ID: CLIENT_ID, VOICE_PERSONAL_VOICE_APPROVED: 'true' };

describe('azd', () => {
  it('provisions and deploys, and leaves one active revision and the images alone', { timeout: 170_000 }, async () => {
    await using deployment = await Deployment.in();
    const { world } = deployment;
    const azd = new FakeAzd(deployment, VARIABLES);
    await azd.up();
    expect(world.activeRevisions).toHaveLength(1);
    expect(world.jobs['migrate']?.executions).toHaveLength(1);
    expect(deployment.fake.azdEnvironment['AZURE_TENANT_ID']).toMatch(/^2{8}-/);

    await azd.deploy();
    const [serving = '', ...others] = world.activeRevisions;
    expect(others).toEqual([]);
    expect(world.shares).toEqual({ [serving]: 100 });
    expect(world.mostActive).toBe(2);

    const { workerImage, api } = world;
    const revisions = api?.revisions.length;
    await azd.provision();
    expect([world.workerImage, world.api?.image, world.api?.revisions.length]).toEqual([
      workerImage,
      api?.image,
      revisions,
    ]);
  });

  it('leaves the revision that serves when the newest does not start', { timeout: 170_000 }, async () => {
    await using deployment = await Deployment.in();
    const { world } = deployment;
    const azd = new FakeAzd(deployment, VARIABLES);
    await azd.up();
    const [one = ''] = world.activeRevisions;
    world.failsStart.add(azd.nextImage('api'));
    await expect(azd.deploy()).rejects.toThrow('is Failed');
    expect(world.activeRevisions).toContain(one);
    expect(world.shares).toEqual({ [one]: 100 });
    expect(world.sentNowhere).toEqual([]);
  });

  it('makes nothing when the preflight finds something', async () => {
    await using deployment = await Deployment.in();
    deployment.world.quotas['ManagedEnvironmentCount'] = { currentValue: 50, limit: 50 };
    await expect(new FakeAzd(deployment, VARIABLES).up()).rejects.toThrow('50 of 50 are taken');
    expect(deployment.world.changes).toEqual([]);
  });
});

describe('azure.yaml', () => {
  it('is valid by the public schema, except for the build target that azd reads and the schema does not list', () => {
    const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'schemas', 'azure.yaml.json'), 'utf8')) as object;
    const validate = new Ajv2019({ strict: false, allErrors: true }).compile(schema);
    validate(parse(readFileSync(join(INFRA, '..', 'azure.yaml'), 'utf8')));
    expect(validate.errors?.map(({ instancePath, params }) => [instancePath, params])).toEqual(
      ['worker', 'api'].map((service) => [`/services/${service}/docker`, { additionalProperty: 'target' }]),
    );
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { EXAMPLE_PLATFORM } from '../../example-platform.ts';
import { INFRA } from '../../bicep.ts';
import type { Deployment } from '../run-deploy.ts';
import type { Context } from './context.ts';
import { deployApi, deployPlatform, deployWorker, readParameters } from './deployments.ts';
import { SUBSCRIPTION } from './world.ts';

const hookSchema = z.strictObject({
  posix: z.strictObject({ shell: z.literal('sh'), run: z.string() }),
  windows: z.unknown(),
});
const projectSchema = z.object({
  infra: z.object({ path: z.string(), module: z.string() }),
  services: z.record(
    z.string(),
    z.object({
      host: z.literal('containerapp'),
      uses: z.array(z.string()).default([]),
      hooks: z.record(z.string(), hookSchema).default({}),
    }),
  ),
  hooks: z.record(z.string(), hookSchema).default({}),
});

const HOME = join(INFRA, '..');
const REGISTRY = 'crvoicedevml34zniz.azurecr.io';

/**
 * What azd does with azure.yaml, as its source has it (Azure/azure-dev, August 2026): `{infra.path}/{infra.module}.bicepparam` and
 * `{service}.bicepparam` are compiled with the environment of azd; an output that is an object becomes a variable with JSON
 * (pkg/infra/provisioning/manager.go, UpdateEnvironment); the image that was pushed is in SERVICE_{SERVICE}_IMAGE_NAME by its tag
 * (pkg/project/service_target_containerapp.go).
 */
export class FakeAzd {
  private readonly deployment: Deployment;
  private readonly project = projectSchema.parse(parse(readFileSync(join(HOME, 'azure.yaml'), 'utf8')));
  private tags = 0;

  constructor(deployment: Deployment, variables: Readonly<Record<string, string>>) {
    this.deployment = deployment;
    Object.assign(deployment.fake.azdEnvironment, {
      AZURE_ENV_NAME: 'dev',
      AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
      AZURE_LOCATION: 'westeurope',
      AZURE_RESOURCE_GROUP: 'rg-test',
      ...variables,
    });
  }

  async up(): Promise<void> {
    await this.provision();
    await this.deploy();
  }

  async provision(): Promise<void> {
    const { infra, hooks } = this.project;
    await this.hook(hooks['preprovision']?.posix.run);
    const { world } = this.deployment;
    const context = this.context(`${infra.path}/${infra.module}.bicepparam`);
    const parameters = readParameters(context);
    world.groups.add('rg-test');
    deployPlatform(context, parameters);
    world.changes.push('azd provision');
    const outputs = {
      APP_PLATFORM: EXAMPLE_PLATFORM,
      AZURE_CONTAINER_REGISTRY_ENDPOINT: REGISTRY,
      MIGRATION_JOB_NAME: 'migrate',
      SMOKE_JOB_NAME: 'smoke',
    };
    for (const [name, value] of Object.entries(outputs))
      this.environment[name] = typeof value === 'string' ? value : JSON.stringify(value);
    await this.hook(hooks['postprovision']?.posix.run);
  }

  async deploy(): Promise<void> {
    const { world } = this.deployment;
    this.tags += 1;
    for (const service of this.order()) {
      const image = this.image(service, this.tags);
      world.registryImages.add(image);
      this.environment[`SERVICE_${service.toUpperCase()}_IMAGE_NAME`] = image;
      const file = `${this.project.infra.path}/${service}.bicepparam`;
      if (!existsSync(join(HOME, file)))
        throw new Error(`azd would put the image into an app that it does not find: no ${file}`);
      const context = this.context(file);
      (service === 'api' ? deployApi : deployWorker)(context, readParameters(context));
      world.noteRevisions();
      await this.hook(this.project.services[service]?.hooks['postdeploy']?.posix.run);
    }
  }

  /** The image that the next deployment makes. */
  nextImage(service: string): string {
    return this.image(service, this.tags + 1);
  }

  private image(service: string, tag: number): string {
    return `${REGISTRY}/voice-cloning-backend/${service}-dev:azd-deploy-${1_764_400_000 + tag}`;
  }

  private get environment(): Record<string, string> {
    return this.deployment.fake.azdEnvironment;
  }

  /** Services after those that they use. */
  private order(): readonly string[] {
    const names = Object.keys(this.project.services);
    const uses = (name: string): string[] => this.project.services[name]?.uses ?? [];
    return names.toSorted((one, other) => Number(uses(one).includes(other)) - Number(uses(other).includes(one)));
  }

  private async hook(run: string | undefined): Promise<void> {
    if (run === undefined) return;
    const { code, said } = await this.deployment.runProgram(['sh', '-c', run], HOME, this.environment);
    if (code !== 0) throw new Error(`the hook failed: ${said}`);
  }

  private context(file: string): Context {
    const options = { '--parameters': file, '--resource-group': 'rg-test' };
    return {
      world: this.deployment.world,
      call: { name: 'azd', command: { source: '2.45', options: [] }, options: {}, flags: [], positionals: [] },
      env: {
        RECEIPT_SIGNING_KEYS: 'receipt-secret',
        PROVENANCE_SIGNING_KEYS: 'provenance-secret',
        WEBHOOK_SECRET_KEYS: 'webhook-secret',
        ...this.environment,
      },
      cwd: HOME,
      value: (option) => Object.entries(options).find(([name]) => name === option)?.[1] ?? '',
    };
  }
}

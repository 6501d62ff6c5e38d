import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { INFRA } from './bicep.ts';
import { PARAMETER_SETS, type ParameterSet } from './infra-check.ts';

/** A resource as the compiler predicts it. What only Azure knows (an id that it gives, a domain) is a text in brackets. */
export interface PredictedResource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly apiVersion: string;
  readonly location?: string;
  /** Of a resource that is made under a condition which is not decided before the deployment. */
  readonly condition?: string;
  readonly sku?: Readonly<Record<string, unknown>>;
  readonly kind?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly identity?: { readonly type: string; readonly userAssignedIdentities?: Readonly<Record<string, object>> };
  readonly properties: Readonly<Record<string, unknown>>;
}

export { PARAMETER_SETS, type ParameterSet } from './infra-check.ts';

export class Snapshot {
  readonly set: ParameterSet;
  readonly resources: readonly PredictedResource[];

  constructor(set: ParameterSet, resources: readonly PredictedResource[]) {
    this.set = set;
    this.resources = resources;
  }

  static read(set: ParameterSet): Snapshot {
    const text = readFileSync(join(INFRA, `${set}.snapshot.json`), 'utf8');
    return new Snapshot(set, (JSON.parse(text) as { predictedResources: PredictedResource[] }).predictedResources);
  }

  ofType(type: string): readonly PredictedResource[] {
    return this.resources.filter((resource) => resource.type.toLowerCase() === type.toLowerCase());
  }

  /** The only resource of its type. @throws Error when there is none, or another one */
  only(type: string): PredictedResource {
    const [resource, ...more] = this.ofType(type);
    if (resource === undefined || more.length > 0)
      throw new Error(`${this.set} has ${more.length + (resource ? 1 : 0)} ${type}`);
    return resource;
  }
}

export const SNAPSHOTS: readonly Snapshot[] = PARAMETER_SETS.map((set) => Snapshot.read(set));

/** The last part of a resource's name. */
export function shortName({ name }: PredictedResource): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

const containerAppSchema = z.object({
  configuration: z.object({
    activeRevisionsMode: z.string(),
    ingress: z.object({ external: z.boolean(), targetPort: z.number() }).optional(),
    identitySettings: z.array(z.object({ identity: z.string(), lifecycle: z.string() })),
    secrets: z.array(z.object({ name: z.string(), keyVaultUrl: z.string(), identity: z.string() })),
  }),
  template: z.object({
    terminationGracePeriodSeconds: z.number(),
    containers: z
      .array(
        z.object({
          image: z.string(),
          env: z.array(z.object({ name: z.string(), value: z.string().optional(), secretRef: z.string().optional() })),
          probes: z.array(
            z.object({
              type: z.enum(['Startup', 'Liveness', 'Readiness']),
              httpGet: z.object({ path: z.string(), port: z.number() }),
              timeoutSeconds: z.number(),
              periodSeconds: z.number(),
              failureThreshold: z.number(),
            }),
          ),
        }),
      )
      .length(1),
    scale: z.object({
      minReplicas: z.number(),
      maxReplicas: z.number(),
      cooldownPeriod: z.number().optional(),
      pollingInterval: z.number().optional(),
      rules: z.array(
        z.object({
          name: z.string(),
          custom: z
            .object({ type: z.string(), identity: z.string().optional(), metadata: z.record(z.string(), z.string()) })
            .optional(),
        }),
      ),
    }),
  }),
});

export interface PredictedApp extends z.infer<typeof containerAppSchema> {
  readonly name: string;
  readonly identities: readonly string[];
  /** Values of the environment variables by their names; of a secret, the name that it has in the app. */
  readonly variables: Readonly<Record<string, string>>;
}

export function appsOf(snapshot: Snapshot): readonly PredictedApp[] {
  return snapshot.ofType('Microsoft.App/containerApps').map(({ name, properties, identity }) => {
    const app = containerAppSchema.parse(properties);
    const variables = app.template.containers.flatMap(({ env }) =>
      env.map((each) => [each.name, each.value ?? each.secretRef ?? ''] as const),
    );
    const identities = Object.keys(identity?.userAssignedIdentities ?? {});
    return { ...app, name, identities, variables: Object.fromEntries(variables) };
  });
}

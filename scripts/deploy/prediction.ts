import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const resourceSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  sku: z.looseObject({ name: z.string().optional() }).optional(),
  kind: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
});
export type PredictedResource = z.infer<typeof resourceSchema>;

/** The resources that the template would make in the group, with the names that they would have (`bicep snapshot`). */
export class Prediction {
  readonly resources: readonly PredictedResource[];

  constructor(resources: readonly PredictedResource[]) {
    this.resources = resources;
  }

  /** What `command.ts predict` wrote. */
  static read(work: string): Prediction {
    const text = readFileSync(join(work, 'prediction.json'), 'utf8');
    return new Prediction(
      z.object({ predictedResources: z.array(resourceSchema) }).parse(JSON.parse(text)).predictedResources,
    );
  }

  ofType(type: string): readonly PredictedResource[] {
    return this.resources.filter((each) => each.type.toLowerCase() === type.toLowerCase());
  }

  /** Name of the only resource of a type; `undefined` when there is none. */
  nameOf(type: string, kind?: string): string | undefined {
    return this.ofType(type).find((each) => kind === undefined || each.kind === kind)?.name;
  }

  /** Whether the API can be reached from the virtual network alone. */
  get isInternal(): boolean {
    return this.ofType('Microsoft.App/managedEnvironments').some(
      ({ properties }) => properties['publicNetworkAccess'] === 'Disabled',
    );
  }

  /** Host name of the registry: of the template's own, or of one that is there. */
  get registryServer(): string | undefined {
    const schema = z.looseObject({
      configuration: z.looseObject({ registries: z.array(z.looseObject({ server: z.string() })) }),
    });
    const [api] = this.ofType('Microsoft.App/containerApps');
    return schema.safeParse(api?.properties).data?.configuration.registries[0]?.server;
  }

  /** Whether the registry is made by the template and closed to public networks. */
  get registryIsPrivate(): boolean {
    const own = this.ofType('Microsoft.ContainerRegistry/registries');
    return own.length > 0
      ? own.some(({ properties }) => properties['publicNetworkAccess'] === 'Disabled')
      : this.isInternal;
  }
}

/** Name of a registry by its host name. */
export function registryName(server: string): string {
  return server.split('.')[0] ?? server;
}

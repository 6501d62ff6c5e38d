import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { INFRA } from '../bicep.ts';
import { BicepServer } from '../bicep-server.ts';
import { compilerEnvironment, type ParameterSet, SNAPSHOT_METADATA, withoutNetwork } from '../infra-check.ts';
import { JsonSnapshot } from './snapshot.ts';

/** Values of parameters, as they stand in a parameter file. */
export type Parameters = Readonly<Record<string, string>>;

/**
 * Predicts what sets would deploy with other values of some parameters. The template is compiled once: parameter files may use the ARM JSON of a
 * template instead of its Bicep, and their values are held to its types in the same way.
 */
export class Predictions {
  private readonly server: BicepServer;
  private readonly folder: string;
  private count = 0;

  private constructor(server: BicepServer, folder: string) {
    this.server = server;
    this.folder = folder;
  }

  /** @throws Error with what the compiler finds in the template */
  static async start(bicep: string): Promise<Predictions> {
    const folder = await mkdtemp(join(tmpdir(), 'infra-parameters-'));
    await cp(INFRA, folder, { recursive: true, filter: (path) => basename(path) !== 'tools' });
    const command = [...(await withoutNetwork()), bicep];
    const predictions = new Predictions(new BicepServer(command, { cwd: folder, env: compilerEnvironment() }), folder);
    try {
      const template = await predictions.server.compile(join(folder, 'main.bicep'));
      await writeFile(join(folder, 'main.json'), template);
      return predictions;
    } catch (error) {
      await predictions.close();
      throw error;
    }
  }

  /** @throws Error with what the compiler says */
  async with(set: ParameterSet, parameters: Parameters): Promise<JsonSnapshot> {
    let text = await readFile(join(this.folder, `${set}.bicepparam`), 'utf8');
    text = text.replace(/^using 'main\.bicep'$/m, "using 'main.json'");
    for (const [name, value] of Object.entries(parameters)) {
      // A parameter ends before the next one, a comment or an empty line.
      text = text.replace(new RegExp(`^param ${name} = [^]*?(?=^(?:param |//|$))`, 'm'), '');
      text += `\nparam ${name} = ${value}\n`;
    }
    this.count += 1;
    const file = join(this.folder, `${set}.${this.count}.bicepparam`);
    await writeFile(file, text);
    return JsonSnapshot.parse(set, await this.server.snapshot(file, SNAPSHOT_METADATA));
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

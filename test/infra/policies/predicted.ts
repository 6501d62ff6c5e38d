import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { INFRA } from '../bicep.ts';
import { InfraCheck, type ParameterSet } from '../infra-check.ts';
import { JsonSnapshot } from './snapshot.ts';

/** Values of parameters, as they stand in a parameter file. */
export type Parameters = Readonly<Record<string, string>>;

/**
 * What a set would deploy with other values of some parameters.
 * @throws Error with what the compiler said
 */
export async function predictedWith(bicep: string, set: ParameterSet, parameters: Parameters): Promise<JsonSnapshot> {
  const folder = await mkdtemp(join(tmpdir(), 'infra-parameters-'));
  try {
    await cp(INFRA, folder, { recursive: true, filter: (path) => basename(path) !== 'tools' });
    const file = join(folder, `${set}.bicepparam`);
    let text = await readFile(file, 'utf8');
    for (const [name, value] of Object.entries(parameters)) {
      // A parameter ends before the next one, a comment or an empty line.
      text = text.replace(new RegExp(`^param ${name} = [^]*?(?=^(?:param |//|$))`, 'm'), '');
      text += `\nparam ${name} = ${value}\n`;
    }
    await writeFile(file, text);
    return await InfraCheck.with(bicep, async (check) => JsonSnapshot.parse(set, await check.predict(set)), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

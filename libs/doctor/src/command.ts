import { parseArgs } from 'node:util';
import { createAzureCredential } from '#auth';
import { type Config, ConfigError, environmentOfThisProcess, loadConfig } from '#config';
import { diagnose } from './diagnose.ts';
import type { Deployable } from './expected-rights.ts';
import { type Finding, lineOf } from './finding.ts';

/** `EX_CONFIG`: as the deployables themselves end. */
const WRONG_CONFIGURATION = 78;
const USAGE = `doctor [--json]

  --json   one JSON document instead of a line for each finding

Reads the environment of the API or the worker. Exits with 0 when no check failed, 1 when one did, 2 when the command is wrong,
78 when the environment is.`;

/**
 * The command `doctor` of a deployable: diagnoses the environment of this process and prints what it found.
 * @returns the exit code
 */
export async function doctorCommand(deployable: Deployable, args: readonly string[]): Promise<number> {
  let isJson: boolean;
  try {
    isJson = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } }).values.json;
  } catch {
    process.stderr.write(`The only option is --json.\n\n${USAGE}\n`);
    return 2;
  }
  const { findings, isConfigured } = await findingsOf(deployable);
  const failed = findings.filter(({ status }) => status === 'failed').length;
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ deployable, passed: failed === 0, findings }, undefined, 2)}\n`);
  } else {
    for (const finding of findings) process.stdout.write(`${lineOf(finding)}\n`);
    process.stdout.write(
      failed === 0
        ? `No problem was found with the ${deployable}.\n`
        : `${failed} of ${findings.length} checks failed.\n`,
    );
  }
  if (!isConfigured) return WRONG_CONFIGURATION;
  return failed === 0 ? 0 : 1;
}

async function findingsOf(deployable: Deployable): Promise<{ findings: readonly Finding[]; isConfigured: boolean }> {
  let config: Config;
  try {
    config = loadConfig(environmentOfThisProcess());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { findings: error.problems.map(wrongVariable), isConfigured: false };
  }
  return { findings: await diagnose({ deployable, config, credential: createAzureCredential() }), isConfigured: true };
}

/** Problems begin with the name of the variable, or of several. */
function wrongVariable(problem: string): Finding {
  const [names = '', ...rest] = problem.split(': ');
  const variable = names.split(/[,. ]/, 1)[0] ?? names;
  return { area: 'configuration', subject: names, variable, status: 'failed', detail: rest.join(': ') };
}

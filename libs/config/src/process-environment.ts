import { type Config, ConfigError, loadConfig } from './config.ts';
import { misspellingsIn } from './settings.ts';

/** EX_CONFIG of sysexits.h. */
const WRONG_CONFIGURATION = 78;

/** Every variable of this process: what commands beside the deployables read. */
export function environmentOfThisProcess(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Sets switches that libraries read from the environment, for this process and those that it starts. */
export function switchForLibraries(names: readonly string[]): void {
  for (const name of names) process.env[name] = 'true';
}

/**
 * The configuration of this process. Everything that is wrong is printed at once to standard error, then the process ends with 78 (EX_CONFIG).
 * Names that look like misspelled variables are printed too; the process starts, since another program may read them.
 */
export function configOfThisProcess(): Config {
  const variables = environmentOfThisProcess();
  for (const line of misspellingsIn(variables)) process.stderr.write(`${line}\n`);
  try {
    return loadConfig(variables);
  } catch (error) {
    return endOnConfigError(error);
  }
}

/** Ends the process with 78 (EX_CONFIG) and without a stack when its configuration is wrong. @throws the error, when it is another one */
export function endOnConfigError(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(WRONG_CONFIGURATION);
}

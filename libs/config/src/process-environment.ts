import { type Config, ConfigError, loadConfig } from './config.ts';

/** Every variable of this process: what commands beside the deployables read. */
export function environmentOfThisProcess(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** The configuration of this process. Everything that is wrong is printed at once to standard error, then the process ends with 78 (EX_CONFIG). */
export function configOfThisProcess(): Config {
  try {
    return loadConfig(environmentOfThisProcess());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}

import { type Config, ConfigError, loadConfig } from './config.ts';

/** The configuration of this process. Everything that is wrong is printed at once to standard error, then the process ends with 78 (EX_CONFIG). */
export function configOfThisProcess(): Config {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}

export { AZURE_CREDENTIAL, CONFIG, type Config, ConfigError, loadConfig } from './config.ts';
export { ConfigModule } from './config.module.ts';
export { type Environment, environmentSchema } from './environment.ts';
export { configOfThisProcess } from './process-environment.ts';

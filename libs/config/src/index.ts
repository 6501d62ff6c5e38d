export { AZURE_CREDENTIAL, CONFIG, type Config, ConfigError, loadConfig } from './config.ts';
export { ConfigModule } from './config.module.ts';
export { type Environment, environmentSchema } from './environment.ts';
export { HOOK_SCHEMES, type HookScheme, type HookSource } from './hook-sources.ts';
export { configOfThisProcess, environmentOfThisProcess } from './process-environment.ts';

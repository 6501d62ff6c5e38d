export * from './config.ts';
export * from './config.module.ts';
export * from './environment.ts';
export { ACCOUNT_KEYS } from './account-keys.ts';
export { HOOK_SCHEMES, SECRETS_OF_HOOKS, type HookScheme, type HookSource } from './hook-sources.ts';
export * from './process-environment.ts';
export * from './settings.ts';
export * from './node-version.ts';
export * from './version.ts';

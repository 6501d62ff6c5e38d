export * from './config.ts';
export * from './config.module.ts';
export * from './environment.ts';
export { HOOK_SCHEMES, type HookScheme, type HookSource } from './hook-sources.ts';
export * from './process-environment.ts';

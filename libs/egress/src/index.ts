export * from './address-rules.ts';
export * from './egress-client.ts';
export * from './egress.module.ts';
export * from './egress-policy.ts';
export * from './resolver.ts';
export { checkUrl } from './url-rules.ts';

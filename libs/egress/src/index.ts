export { addressRefusal } from './address-rules.ts';
export {
  EgressClient,
  type EgressClientOptions,
  type EgressLimits,
  type EgressRequest,
  type EgressResponse,
} from './egress-client.ts';
export { EgressModule } from './egress.module.ts';
export type { EgressPolicy } from './egress-policy.ts';
export { type Resolve, resolveByServers, resolveBySystem } from './resolver.ts';
export { checkUrl } from './url-rules.ts';

import type { StateStore } from './data/state-store.ts';
import type { Clock } from './faults/clock.ts';
import type { FaultPlan } from './faults/fault-plan.ts';
import type { Log } from './log.ts';
import type { Caller } from './rights/caller.ts';

/** A server certificate for `localhost` and `127.0.0.1`, and the CA that signed it, all PEM. */
export interface TlsMaterial {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

/** What each service of the sandbox is given. */
export interface ServiceContext {
  /** Loopback address to bind to, `127.0.0.1` unless configured. */
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly log: Log;
  /** What must still be there after a restart. Default: nothing is kept. */
  readonly state?: StateStore | undefined;
}

/**
 * Says who a bearer token (a JWT of the sandbox's issuer) speaks for, if it is valid for an Azure audience, for example
 * `https://cognitiveservices.azure.com` or `https://servicebus.azure.net`; undefined if it is not. What the caller may do is the service's to ask.
 */
export type TokenVerifier = (token: string, audience: string) => Promise<Caller | undefined>;

/** A running service. `close` frees its port and ends its connections at once. */
export interface RunningService {
  readonly port: number;
  close(): Promise<void>;
}

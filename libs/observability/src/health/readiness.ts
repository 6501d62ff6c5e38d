import type { Provider, Type } from '@nestjs/common';

/** One dependency of this process. */
export interface ReadinessIndicator {
  /** Names the dependency in the answers of `/health/ready` and `/health`, for example `cosmos`. */
  readonly name: string;
  /** False for one without which the process still serves: while it is away the process is `degraded`, and stays ready. */
  readonly essential?: boolean;
  /** False for one that only `GET /health` asks, for people: probes would make calls that are counted or billed. Never for an essential one. */
  readonly isProbed?: boolean;
  /** False where the configuration has no such dependency: it is in no answer. */
  readonly isUsed?: boolean;
  /** True for one that calls nobody while it finds no problem: it is asked at each probe, also while nobody has the process work. */
  readonly isFree?: boolean;
  /** How long a result counts, in milliseconds; `HEALTH_CACHE_MS` unless given. */
  readonly cacheMs?: number;
  /**
   * Resolves if the dependency answers. What is thrown is logged; public answers show only its code.
   * @param signal Aborted at the deadline: pass it on to the call.
   */
  check(signal: AbortSignal): Promise<void>;
}

/** A part of this process that may fail in a way that only a restart repairs. An outage of a dependency is never one. */
export interface LivenessIndicator {
  /** Names the part in the answer of `/health/live`, for example `consumers`. */
  readonly name: string;
  /** Asks nobody: probes come every few seconds. */
  isAlive(): boolean;
}

/** Something of this process that `GET /health` shows beside its dependencies: a pool, slots, a setting. */
export interface HealthDetail {
  /** Names it in the answer, for example `speech-connections`. */
  readonly name: string;
  /**
   * What there is to say: names and numbers, never a text of somebody else.
   * @param signal Aborted at the deadline
   */
  read(signal: AbortSignal): object | Promise<object>;
}

/** Token of all `LivenessIndicator`s, as an array. */
export const LIVENESS_INDICATORS = Symbol('LIVENESS_INDICATORS');

/** Token of all `ReadinessIndicator`s, as an array. */
export const READINESS_INDICATORS = Symbol('READINESS_INDICATORS');

/** Token of all `HealthDetail`s, as an array. */
export const HEALTH_DETAILS = Symbol('HEALTH_DETAILS');

/** Provides the indicators under `token`, each made by Nest. */
export function indicatorProviders<I extends ReadinessIndicator | LivenessIndicator | HealthDetail>(
  token: symbol,
  indicators: readonly Type<I>[],
): Provider[] {
  return [
    ...indicators,
    {
      provide: token,
      useFactory: (...instances: I[]) => instances,
      inject: [...indicators],
    },
  ];
}

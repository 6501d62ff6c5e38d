import type { Provider, Type } from '@nestjs/common';

/** One dependency without which this process cannot serve. */
export interface ReadinessIndicator {
  /** Names the dependency in the answer of `/health/ready`, for example `cosmos`. */
  readonly name: string;
  /** False for one without which the process still serves: its failure is shown, and the process stays ready. */
  readonly essential?: boolean;
  /** True for one that calls nobody while it finds no problem: it is asked at each probe, also while nobody has the process work. */
  readonly isFree?: boolean;
  /**
   * Resolves if the dependency answers. What is thrown is logged; the answer shows only its code.
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

/** Token of all `LivenessIndicator`s, as an array. */
export const LIVENESS_INDICATORS = Symbol('LIVENESS_INDICATORS');

/** Token of all `ReadinessIndicator`s, as an array. */
export const READINESS_INDICATORS = Symbol('READINESS_INDICATORS');

/** Provides the indicators under `token`, each made by Nest. */
export function indicatorProviders<I extends ReadinessIndicator | LivenessIndicator>(
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

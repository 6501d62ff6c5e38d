import type { Provider, Type } from '@nestjs/common';

/** One dependency without which this process cannot serve. */
export interface ReadinessIndicator {
  /** Names the dependency in the answer of `/health/ready`, for example `cosmos`. */
  readonly name: string;
  /** False for one without which the process still serves: its failure is shown, and the process stays ready. */
  readonly essential?: boolean;
  /**
   * Resolves if the dependency answers. What is thrown is logged; the answer shows only its code.
   * @param signal Aborted at the deadline: pass it on to the call.
   */
  check(signal: AbortSignal): Promise<void>;
}

/** Token of all `ReadinessIndicator`s, as an array. */
export const READINESS_INDICATORS = Symbol('READINESS_INDICATORS');

/** Provides the indicators under `READINESS_INDICATORS`, each made by Nest. */
export function readinessProviders(indicators: readonly Type<ReadinessIndicator>[]): Provider[] {
  return [
    ...indicators,
    {
      provide: READINESS_INDICATORS,
      useFactory: (...instances: ReadinessIndicator[]) => instances,
      inject: [...indicators],
    },
  ];
}

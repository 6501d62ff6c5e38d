import 'reflect-metadata';
import { type BeforeApplicationShutdown, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { vi } from 'vitest';
import { createLogger } from '../../logging/logger.ts';
import { ObservabilityModule } from '../../observability.module.ts';
import { Activity } from '../activity.ts';
import type { ControlGroup } from '../control-group.ts';
import { HEALTH_CACHE_MS } from '../dependency-checks.ts';
import { HealthModule } from '../health.module.ts';
import type { HealthReport } from '../health.service.ts';
import { OpenHealthController } from '../probes.controller.ts';
import { SYSTEM_NUMBERS, type SystemNumbers } from '../process-resources.ts';
import type { HealthDetail, LivenessIndicator, ReadinessIndicator } from '../readiness.ts';

/** What the application of these specs finds outside of itself, and what it did there. */
export interface World {
  cosmos: (signal: AbortSignal) => Promise<void>;
  blob: () => Promise<void>;
  bus: () => Promise<void>;
  speech: () => Promise<void>;
  readonly checks: { cosmos: number; blob: number; speech: number };
  isAlive: boolean;
  pool: () => Promise<object>;
  controlGroup: ControlGroup;
  heap: { usedBytes: number; limitBytes: number };
  disk: { freeBytes: number; totalBytes: number };
  /** What the application waits for before it closes. */
  work: () => Promise<void>;
  closing: boolean;
  readonly lines: Record<string, unknown>[];
}

/** Everything is well. */
function wellWorld(): World {
  return {
    cosmos: () => Promise.resolve(),
    blob: () => Promise.resolve(),
    bus: () => Promise.resolve(),
    speech: () => Promise.resolve(),
    checks: { cosmos: 0, blob: 0, speech: 0 },
    isAlive: true,
    pool: () => Promise.resolve({ size: 2 }),
    controlGroup: { usedBytes: 100, limitBytes: 1_000, limitCpus: 0.5 },
    heap: { usedBytes: 1, limitBytes: 100 },
    disk: { freeBytes: 90, totalBytes: 100 },
    work: () => Promise.resolve(),
    closing: false,
    lines: [],
  };
}

/** Of the application that was made last. */
export let world = wellWorld();

@Injectable()
class CosmosIndicator implements ReadinessIndicator {
  readonly name = 'cosmos';

  check(signal: AbortSignal): Promise<void> {
    world.checks.cosmos += 1;
    return world.cosmos(signal);
  }
}

@Injectable()
class BlobIndicator implements ReadinessIndicator {
  readonly name = 'blob';
  readonly isFree = true;

  check(): Promise<void> {
    world.checks.blob += 1;
    return world.blob();
  }
}

/** As a service that is counted and billed, and only part of the work needs. */
@Injectable()
class SpeechIndicator implements ReadinessIndicator {
  readonly name = 'speech';
  readonly essential = false;
  readonly isProbed = false;
  readonly cacheMs = 10_000;

  check(): Promise<void> {
    world.checks.speech += 1;
    return world.speech();
  }
}

@Injectable()
class BusIndicator implements ReadinessIndicator {
  readonly name = 'service-bus';
  readonly essential = false;

  check(): Promise<void> {
    return world.bus();
  }
}

@Injectable()
class UnusedIndicator implements ReadinessIndicator {
  readonly name = 'translator';
  readonly isUsed = false;

  check(): Promise<void> {
    return Promise.reject(new Error('asked although it is not configured'));
  }
}

@Injectable()
class PoolDetail implements HealthDetail {
  readonly name = 'pool';

  read(): Promise<object> {
    return world.pool();
  }
}

@Injectable()
class EngineIndicator implements LivenessIndicator {
  readonly name = 'engine';

  isAlive(): boolean {
    return world.isAlive;
  }
}

@Injectable()
class Work implements BeforeApplicationShutdown {
  async beforeApplicationShutdown(): Promise<void> {
    world.closing = true;
    await world.work();
  }
}

export const logger = createLogger({
  level: 'trace',
  service: 'test',
  destination: { write: (line) => void world.lines.push(JSON.parse(line) as Record<string, unknown>) },
});

@Module({
  imports: [
    ObservabilityModule.forRoot({ logger }),
    HealthModule.forRoot({
      release: { service: 'test', version: '1.2.3', commit: 'abc' },
      indicators: [CosmosIndicator, BlobIndicator, BusIndicator, SpeechIndicator, UnusedIndicator],
      liveness: [EngineIndicator],
      details: [PoolDetail],
      controllers: [OpenHealthController],
    }),
  ],
  providers: [Work],
})
class TestModule {}

const numbers: SystemNumbers = {
  controlGroup: () => world.controlGroup,
  heap: () => world.heap,
  disk: () => Promise.resolve(world.disk),
};

/** An application with four dependencies, in a new, healthy `world`. Not listening. */
export async function createHealthApplication(): Promise<NestFastifyApplication> {
  world = wellWorld();
  const app = await NestFactory.create<NestFastifyApplication>(TestModule, new FastifyAdapter(), { logger: false });
  Object.assign(app.get<object>(SYSTEM_NUMBERS), numbers);
  await app.init();
  return app;
}

export async function get(
  app: NestFastifyApplication,
  path: string,
): Promise<{ status: number; body: Record<string, unknown>; raw: string }> {
  const { statusCode, body } = await app.inject(path);
  return { status: statusCode, body: JSON.parse(body) as Record<string, unknown>, raw: body };
}

export async function report(app: NestFastifyApplication): Promise<{ status: number; body: HealthReport }> {
  const { statusCode, body } = await app.inject('/health');
  return { status: statusCode, body: JSON.parse(body) as HealthReport };
}

/** Sets the clock ahead. `vi.useRealTimers()` ends it. */
export function pass(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

/** Results are kept for half a second while there is work, and somebody asked for some. */
export function later(app: NestFastifyApplication): void {
  app.get(Activity).note();
  pass(HEALTH_CACHE_MS + 1);
}

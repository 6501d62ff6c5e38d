import { Controller, Get, HttpStatus, Res, SetMetadata } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult } from '@nestjs/terminus';
import { type Health, type HealthReport, HealthService } from './health.service.ts';
import { PUBLIC_ROUTE } from './public-route.ts';

/** What is used of the platform's reply: Fastify's and Express's both have it. */
interface StatusReply {
  status(code: number): unknown;
}

/** The answers are described by the one who builds an OpenAPI document: Terminus would repeat the same pages of schema for each. */
const PROBE = { noCache: true, swaggerDocumentation: false };

/** The probes of Container Apps. Public: they hold no more than names and states. */
@Controller('health')
@SetMetadata(PUBLIC_ROUTE, true)
export class ProbesController {
  constructor(private readonly health: HealthService) {}

  /** Whether the process answers. It asks no dependency. */
  @Get('live')
  @HealthCheck(PROBE)
  async live(@Res({ passthrough: true }) reply: StatusReply): Promise<HealthCheckResult> {
    return answer(reply, await this.health.liveness());
  }

  /** Whether the process can serve: 503 names what is down, and is answered as soon as the shutdown begins. */
  @Get('ready')
  @HealthCheck(PROBE)
  async ready(@Res({ passthrough: true }) reply: StatusReply): Promise<HealthCheckResult> {
    return answer(reply, await this.health.readiness());
  }

  /** Whether the process has started. */
  @Get('startup')
  @HealthCheck(PROBE)
  async startup(@Res({ passthrough: true }) reply: StatusReply): Promise<HealthCheckResult> {
    return answer(reply, await this.health.startup());
  }
}

/** `GET /health` of a process whose port nobody outside reaches: it says all. The API asks for a token and has a controller of its own. */
@Controller('health')
@SetMetadata(PUBLIC_ROUTE, true)
export class OpenHealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @HealthCheck(PROBE)
  async report(@Res({ passthrough: true }) reply: StatusReply): Promise<HealthReport> {
    const { report, ...health } = await this.health.report();
    answer(reply, health);
    return report;
  }
}

function answer(reply: StatusReply, { healthy, result }: Health): HealthCheckResult {
  reply.status(healthy ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
  return result;
}

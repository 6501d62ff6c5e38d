import { Controller, Get, HttpStatus, Res, SetMetadata } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult } from '@nestjs/terminus';
import { type Health, HealthService } from './health.service.ts';
import { PUBLIC_ROUTE } from './public-route.ts';

/** What is used of the platform's reply: Fastify's and Express's both have it. */
interface StatusReply {
  status(code: number): unknown;
}

/** The answers are described by the one who builds an OpenAPI document: Terminus would repeat the same pages of schema for each. */
const PROBE = { noCache: true, swaggerDocumentation: false };

/** The probes of Container Apps, and `GET /health` for people. Public: they hold no more than names and `up` or `down`. */
@Controller('health')
@SetMetadata(PUBLIC_ROUTE, true)
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** As readiness, and each dependency is asked. */
  @Get()
  @HealthCheck(PROBE)
  async overall(@Res({ passthrough: true }) reply: StatusReply): Promise<HealthCheckResult> {
    return answer(reply, await this.health.overall());
  }

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

function answer(reply: StatusReply, { healthy, result }: Health): HealthCheckResult {
  reply.status(healthy ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
  return result;
}

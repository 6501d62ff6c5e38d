import 'reflect-metadata';
import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Global,
  Inject,
  type INestApplication,
  Module,
  Param,
  Post,
  Query,
  Req,
  Sse,
  StreamableFile,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import '@fastify/multipart';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import { z } from 'zod';
import {
  BearerGuard,
  CurrentPrincipal,
  type Principal,
  Public,
  Roles,
  TOKEN_AUTHENTICATOR,
  type TokenAuthenticator,
} from '#auth';
import { type Config, CONFIG, loadConfig } from '#config';
import { ServiceError } from '#domain';
import { createLogger, currentContext, LOGGER, type Logger, HealthModule, ObservabilityModule } from '#observability';
import { createHttpApplication } from '../create-http-application.ts';
import { RouteSettings } from '../route-settings.ts';
import { ADMISSION_PROVIDERS } from './admission-providers.ts';

export const CLIENT = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
export const TENANT = '11111111-1111-4111-8111-111111111111';

/** A configuration with `variables` in place of those that matter to nobody here, and without limits on requests. */
export function testConfig(variables: Record<string, string> = {}): Config {
  return loadConfig({
    ENTRA_TENANT_ID: TENANT,
    ENTRA_CLIENT_ID: CLIENT,
    SERVICE_BUS_NAMESPACE: 'localhost',
    COSMOS_ENDPOINT: 'https://localhost',
    BLOB_ENDPOINT: 'https://localhost',
    SPEECH_ENDPOINT: 'https://localhost',
    SPEECH_WEBSOCKET_URL: 'wss://localhost',
    RATE_LIMITING_ENABLED: 'false',
    ...variables,
  });
}

const thingSchema = z
  .strictObject({
    name: z.string().min(1),
    'odd/name~': z.number().optional(),
    samples: z.array(z.object({ uploadId: z.string() })).default([]),
  })
  .meta({ id: 'Thing' });
const querySchema = z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) });
const idSchema = z.string().regex(/^thg_\d+$/);

/** Shows what reaches a handler, and fails in every way. */
@Controller('v1/things')
@Roles('Voice.Read')
class ThingsController {
  /** What the handlers do when they are called; a test sets it. */
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  static failure: unknown;
  static gate = { reached: Promise.withResolvers<void>(), released: Promise.withResolvers<void>() };

  @Get()
  list(@Query({ schema: querySchema }) query: z.infer<typeof querySchema>, @CurrentPrincipal() principal: Principal) {
    return { query, principal, context: currentContext() };
  }

  @Post()
  @Public()
  async create(@Body({ schema: thingSchema }) body: z.infer<typeof thingSchema>) {
    await setImmediate();
    return { body, context: currentContext() };
  }

  @Get('failing')
  @Public()
  fail(@Query('sig') _signature?: string): never {
    throw ThingsController.failure;
  }

  @Get('nest-exception')
  @Public()
  nestException(): never {
    throw new BadRequestException('canary');
  }

  /** A download that breaks off after its first bytes. */
  @Get('broken-stream')
  @Public()
  brokenStream(): StreamableFile {
    async function* chunks() {
      yield Buffer.alloc(65_536);
      await setImmediate();
      throw new Error('The blob broke off');
    }
    return new StreamableFile(Readable.from(chunks()));
  }

  @Sse('events')
  @Public()
  events(): Observable<object> {
    return new Observable((subscriber) => subscriber.next({ data: currentContext() }));
  }

  @Get('ruleless')
  @Roles(...([] as unknown as ['Voice.Read']))
  ruleless(): string {
    return 'unreachable';
  }

  /** Counts the bytes of a form's file. */
  @Post('form')
  @Public()
  @RouteSettings({ form: '-F file=@a.wav' })
  async form(@Req() request: FastifyRequest): Promise<object> {
    const sizes: number[] = [];
    this.logger.debug('A form is being read');
    for await (const part of request.parts({ limits: { fields: 1 } })) {
      if (part.type === 'file') sizes.push((await buffer(part.file)).length);
    }
    return { sizes };
  }

  /** Answers when the test says so. */
  @Get('held')
  @Public()
  async held(): Promise<object> {
    ThingsController.gate.reached.resolve();
    await ThingsController.gate.released.promise;
    return {};
  }

  @Get(':id')
  @Public()
  get(
    @Param('id', { schema: idSchema }) id: string,
    @Req() { ip, host, protocol }: FastifyRequest,
    @Query('sig') _signature?: string,
  ) {
    if (id === 'thg_404') throw new ServiceError('not-found', 'There is no such thing.');
    return { id, client: { ip, host, protocol } };
  }
}

/** Tokens are `{tenant}:{role},{role}`. */
const authenticator: TokenAuthenticator = {
  ready: () => Promise.resolve(),
  authenticate: (token) => {
    const [tenantId = '', roles] = token.split(':');
    if (tenantId === 'down')
      return Promise.reject(new ServiceError('dependency-unavailable', 'Later.', { retryAfterMs: 1_500 }));
    if (roles === undefined)
      return Promise.reject(new ServiceError('unauthenticated', 'The bearer token is not valid for this API.'));
    return Promise.resolve({
      tenantId,
      objectId: 'object',
      kind: 'user',
      roles: roles.split(',') as unknown as Principal['roles'],
      clientId: 'client',
    });
  },
};

@Global()
@Module({
  providers: [{ provide: TOKEN_AUTHENTICATOR, useValue: authenticator }, BearerGuard],
  exports: [TOKEN_AUTHENTICATOR, BearerGuard],
})
class TestAuthModule {}

export interface TinyApplication {
  readonly app: NestFastifyApplication & INestApplication;
  readonly config: Config;
  /** Every line that was logged, parsed. */
  readonly lines: Record<string, unknown>[];
  failWith(failure: unknown): void;
  /** Makes the next `GET /v1/things/held` wait for `release`. */
  hold(): { readonly reached: Promise<void>; release(): void };
}

/** The API's edge around one small controller. Not listening yet. */
export async function createTinyApplication(config: Config = testConfig()): Promise<TinyApplication> {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({
    level: 'trace',
    service: 'test',
    destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });

  @Module({
    imports: [
      TestAuthModule,
      ObservabilityModule.forRoot({ logger }),
      HealthModule.forRoot({ release: { service: 'test', version: '1.0.0' }, indicators: [] }),
    ],
    controllers: [ThingsController],
    providers: [...ADMISSION_PROVIDERS, { provide: CONFIG, useValue: config }],
  })
  class TinyModule {}

  const app = await createHttpApplication(TinyModule, { config, logger });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    config,
    lines,
    failWith: (failure) => (ThingsController.failure = failure),
    hold: () => {
      ThingsController.gate = { reached: Promise.withResolvers(), released: Promise.withResolvers() };
      const { reached, released } = ThingsController.gate;
      return { reached: reached.promise, release: () => released.resolve() };
    },
  };
}

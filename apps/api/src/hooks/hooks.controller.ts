import { Controller, HttpCode, HttpStatus, Param, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '#auth';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { HookGate } from './hook-gate.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { ReceiveHook } from './receive-hook.usecase.ts';

const hookParamsSchema = z.object({
  source: z.string().max(40).meta({ description: 'Name of the sender, as it is configured', example: 'studio' }),
});

const hookAnswerSchema = z
  .object({
    id: z.string().meta({ description: 'Id of the webhook', example: 'evt_00000000003V6W7X8Y9Z0A1B2C' }),
    duplicate: z.boolean().meta({ description: 'Whether it had arrived before, in which case it has no effect' }),
  })
  .meta({ id: 'ReceivedHook', description: 'A webhook that was received' });

@ApiTags('webhooks')
@Controller('hooks')
export class HooksController {
  constructor(
    private readonly gate: HookGate,
    private readonly receiveHook: ReceiveHook,
  ) {}

  @Post(':source')
  @HttpCode(HttpStatus.ACCEPTED)
  // The signature is the credential.
  @Public()
  @RouteSettings({ bodyGate: HookGate })
  @Fails('webhook-unverified', 'forbidden')
  @ApiOperation({
    operationId: 'receiveHook',
    summary: 'Receive a webhook from another system',
    description:
      'The body must be signed with a secret of the source, in the configured scheme. A repeated webhook has no further effect.',
  })
  @ApiBody({ schema: { type: 'object', additionalProperties: true }, required: true })
  @ApiAcceptedResponse({ standardSchema: hookAnswerSchema, description: 'The webhook was verified and stored' })
  async receive(
    @Param({ schema: hookParamsSchema }) _: { source: string },
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof hookAnswerSchema>> {
    const { source } = this.gate.sourceOf(request);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    return this.receiveHook.execute(source, { headers: request.headers, body });
  }
}

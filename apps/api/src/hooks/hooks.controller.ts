import { Controller, HttpCode, HttpStatus, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public, senderNetwork } from '#auth';
import { CONFIG, type Config } from '#config';
import { showLimit } from '../http/rate-limit/rate-limit.guard.ts';
import { RateLimits } from '../http/rate-limit/rate-limits.ts';
import { HOOKS_PATH } from './raw-body.ts';
import { ReceiveHook } from './receive-hook.usecase.ts';

const hookParamsSchema = z.object({ source: z.string().max(40).meta({ example: 'studio' }) });

const hookAnswerSchema = z
  .object({
    id: z.string().meta({ example: 'evt_00000000003V6W7X8Y9Z0A1B2C' }),
    duplicate: z.boolean().meta({ description: 'It had arrived before, and nothing more comes of it' }),
  })
  .meta({ id: 'ReceivedHook' });

@ApiTags('webhooks')
@Controller(HOOKS_PATH)
export class HooksController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ReceiveHook) private readonly receiveHook: ReceiveHook,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  @Post(':source')
  @HttpCode(HttpStatus.ACCEPTED)
  // The signature is the credential.
  @Public()
  @ApiOperation({
    summary: 'Receive a webhook of another system',
    description:
      'Signed with a secret of the source, in the way that is configured for it. Sending the same webhook again is harmless.',
  })
  @ApiBody({ schema: { type: 'object' }, required: true })
  @ApiAcceptedResponse({ standardSchema: hookAnswerSchema })
  async receive(
    @Param({ schema: hookParamsSchema }) { source: name }: { source: string },
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof hookAnswerSchema>> {
    const { source, address } = await this.receiveHook.admit(name, request);
    if (this.config.rateLimits.enabled) {
      // Counted before it is verified, and for each sender: forgeries of somebody else do not use up what the source may send.
      showLimit(reply, 'hooks', await this.limits.consume('hooks', `${source.name}:${senderNetwork(address)}`));
    }
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    return this.receiveHook.execute(source, { headers: request.headers, body });
  }
}

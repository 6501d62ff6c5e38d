import { Module } from '@nestjs/common';
import { HookGate } from './hook-gate.ts';
import { HooksController } from './hooks.controller.ts';
import { ReceiveHook } from './receive-hook.usecase.ts';

/** Inbound webhooks of other systems. */
@Module({
  controllers: [HooksController],
  providers: [HookGate, ReceiveHook],
})
export class HooksModule {}

import { Module } from '@nestjs/common';
import { ProcessHook } from './process-hook.usecase.ts';

/** Webhooks that other systems send to us. */
@Module({
  providers: [ProcessHook],
})
export class HooksModule {}

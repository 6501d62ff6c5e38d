import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Consumers } from './consumers.ts';
import { MessageHandlers } from './message-handlers.ts';

/** Receives messages for the handlers of an app: all providers with `@Handles`. Needs CONFIG, LOGGER and MessagingModule. */
@Module({
  imports: [DiscoveryModule],
  providers: [MessageHandlers, Consumers],
  exports: [MessageHandlers, Consumers],
})
export class ConsumersModule {}

import { Module } from '@nestjs/common';
import { ConfigurationController } from './configuration.controller.ts';

/** What clients need to know before they ask. */
@Module({ controllers: [ConfigurationController] })
export class ConfigurationModule {}

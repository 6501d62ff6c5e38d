import { Module } from '@nestjs/common';
import { ManageRetention } from './manage-retention.usecase.ts';
import { RetentionController } from './retention.controller.ts';

/** How long data is kept. */
@Module({ controllers: [RetentionController], providers: [ManageRetention] })
export class RetentionModule {}

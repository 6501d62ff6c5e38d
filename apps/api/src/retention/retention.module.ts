import { Module } from '@nestjs/common';
import { HoldsController } from './holds.controller.ts';
import { ManageHolds } from './manage-holds.usecase.ts';
import { ManageRetention } from './manage-retention.usecase.ts';
import { RetentionController } from './retention.controller.ts';

/** How long data is kept, and what is held. */
@Module({ controllers: [RetentionController, HoldsController], providers: [ManageHolds, ManageRetention] })
export class RetentionModule {}

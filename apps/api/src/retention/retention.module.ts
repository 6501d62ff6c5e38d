import { Module } from '@nestjs/common';
import { Holdable } from './holdable.ts';
import { HoldsController } from './holds.controller.ts';
import { ManageHolds } from './manage-holds.usecase.ts';
import { ManageRetention } from './manage-retention.usecase.ts';
import { RetentionController } from './retention.controller.ts';

/** How long data is kept, and what is held. */
@Module({ controllers: [RetentionController, HoldsController], providers: [Holdable, ManageHolds, ManageRetention] })
export class RetentionModule {}

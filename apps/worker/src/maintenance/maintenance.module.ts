import { Module } from '@nestjs/common';
import { RemoveBatch } from '../batches/remove-batch.service.ts';
import { ConsentsModule } from '../consents/consents.module.ts';
import { SynthesesModule } from '../syntheses/syntheses.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { VoicesModule } from '../voices/voices.module.ts';
import { ApplyHold } from './apply-hold.usecase.ts';
import { ApplyTiers } from './apply-tiers.usecase.ts';
import { MoveDue } from './move-due.ts';
import { ApplyRetention } from './apply-retention.usecase.ts';
import { RemoveDue } from './remove-due.ts';
import { SweepBlobs } from './sweep-blobs.usecase.ts';
import { SweepOutboxesHandler } from './sweep-outboxes.handler.ts';
import { SweepRetentionHandler } from './sweep-retention.handler.ts';

/** Sweeps of outboxes, and of what is kept too long. */
@Module({
  imports: [ConsentsModule, SynthesesModule, UploadsModule, VoicesModule],
  providers: [
    ApplyHold,
    ApplyRetention,
    ApplyTiers,
    MoveDue,
    RemoveBatch,
    RemoveDue,
    SweepBlobs,
    SweepOutboxesHandler,
    SweepRetentionHandler,
  ],
})
export class MaintenanceModule {}

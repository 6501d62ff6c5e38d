import { Module } from '@nestjs/common';
import { VoicesModule } from '../voices/voices.module.ts';
import { ErasureScopes } from './erasure-scope.ts';
import { FindHeld } from './held-traces.ts';
import { FindLeftovers } from './find-leftovers.ts';
import { WriteReceipt } from './write-receipt.ts';
import { RemoveTraces } from './remove-traces.ts';
import { ReplayErasure } from './replay-erasure.usecase.ts';
import { ReplayRegister } from './replay-register.usecase.ts';
import { RunErasure } from './run-erasure.usecase.ts';
import { StopWriters } from './stop-writers.ts';
import { TakeInventory } from './take-inventory.ts';

/** Erases persons and voices; also for the replay of erasures, which takes no messages. */
@Module({
  imports: [VoicesModule],
  providers: [
    ErasureScopes,
    FindHeld,
    FindLeftovers,
    WriteReceipt,
    RemoveTraces,
    ReplayErasure,
    ReplayRegister,
    RunErasure,
    StopWriters,
    TakeInventory,
  ],
})
export class ErasureModule {}

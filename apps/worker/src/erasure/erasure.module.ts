import { Module } from '@nestjs/common';
import { ReceiptSigner } from '#auth';
import { CONFIG, type Config } from '#config';
import { azureVoiceProviders } from '../platform/worker-resources.ts';
import { CallOffWork } from '../voices/call-off-work.ts';
import { ErasureScopes } from './erasure-scope.ts';
import { FindLeftovers } from './find-leftovers.ts';
import { LeaveReceipt } from './leave-receipt.ts';
import { RemoveTraces } from './remove-traces.ts';
import { ReplayErasure } from './replay-erasure.usecase.ts';
import { ReplayRegister } from './replay-register.usecase.ts';
import { RunErasure } from './run-erasure.usecase.ts';
import { StopWriters } from './stop-writers.ts';
import { TakeInventory } from './take-inventory.ts';

/** Erasures without the consumers of a worker: for the replay, which takes no messages. */
@Module({
  providers: [
    ...azureVoiceProviders,
    {
      provide: ReceiptSigner,
      useFactory: ({ receipts }: Config) => new ReceiptSigner(receipts.signingKeys),
      inject: [CONFIG],
    },
    CallOffWork,
    ErasureScopes,
    StopWriters,
    TakeInventory,
    RemoveTraces,
    FindLeftovers,
    LeaveReceipt,
    RunErasure,
    ReplayErasure,
    ReplayRegister,
  ],
})
export class ErasureModule {}

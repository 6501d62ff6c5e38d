import { Module } from '@nestjs/common';
import { MakeDeliveries } from './make-deliveries.service.ts';

/** Makes the documents of deliveries and sends nothing: for features that also run in a job without outgoing requests (erasures-replay). */
@Module({ providers: [MakeDeliveries], exports: [MakeDeliveries] })
export class DeliveriesModule {}

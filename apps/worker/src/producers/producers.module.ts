import { Global, Module } from '@nestjs/common';
import { IntakeModule } from '#intake';
import { REQUEST_HANDLER } from '#messaging';
import { HandleRequests } from './handle-requests.service.ts';

/** Accepts what other systems order by messages, by the use cases of the API. See ADR 180. */
@Global()
@Module({
  imports: [IntakeModule],
  providers: [HandleRequests, { provide: REQUEST_HANDLER, useExisting: HandleRequests }],
  exports: [REQUEST_HANDLER],
})
export class ProducersModule {}

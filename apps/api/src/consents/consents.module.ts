import { Module } from '@nestjs/common';
import { ConsentStatementsController } from './consent-statements.controller.ts';
import { ConsentsController } from './consents.controller.ts';
import { RevokeConsent } from './revoke-consent.usecase.ts';
import { RevokeSameRecording } from './revoke-same-recording.ts';

/** Consents of persons to have their voice cloned. */
@Module({
  controllers: [ConsentStatementsController, ConsentsController],
  providers: [RevokeConsent, RevokeSameRecording],
})
export class ConsentsModule {}

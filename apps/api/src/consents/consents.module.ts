import { Module } from '@nestjs/common';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { ConsentStatementsController } from './consent-statements.controller.ts';
import { ConsentsController } from './consents.controller.ts';
import { CreateConsent } from './create-consent.service.ts';
import { RevokeConsent } from './revoke-consent.usecase.ts';
import { SubmitConsentRecording } from './submit-consent-recording.usecase.ts';
import { RevokeSameRecording } from './revoke-same-recording.ts';

/** Consents of persons to have their voice cloned. */
@Module({
  imports: [UploadsModule],
  controllers: [ConsentStatementsController, ConsentsController],
  providers: [CreateConsent, SubmitConsentRecording, RevokeConsent, RevokeSameRecording],
  exports: [CreateConsent],
})
export class ConsentsModule {}

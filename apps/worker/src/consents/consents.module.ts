import { Module } from '@nestjs/common';
import { VoicesModule } from '../voices/voices.module.ts';
import { EnforceConsent } from './enforce-consent.usecase.ts';
import { ExpireConsent } from './expire-consent.usecase.ts';
import { ExpireConsents } from './expire-consents.service.ts';
import { PollConsent } from './poll-consent.usecase.ts';
import { VerifyConsent } from './verify-consent.usecase.ts';

/** Consents: verified, enforced when they are revoked, and expired. */
@Module({
  imports: [VoicesModule],
  providers: [EnforceConsent, ExpireConsent, ExpireConsents, PollConsent, VerifyConsent],
  exports: [ExpireConsents],
})
export class ConsentsModule {}

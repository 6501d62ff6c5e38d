import { type Consent, hasConsentEnded, isInForce, ServiceError } from '#domain';

function adviceFor(consent: Consent): string {
  return consent.status === 'awaitingRecording'
    ? 'Submit the recording of its statement first.'
    : 'Create a new consent with a new recording.';
}

/** Whether a voice may be made with a consent that exists. @throws ServiceError `consent-revoked`, `consent-not-active` */
export function assertGiven(consent: Consent): void {
  if (hasConsentEnded(consent, Date.now())) {
    throw new ServiceError('consent-revoked', 'The consent was revoked or has expired. Ask the person for a new one.', {
      fields: [{ pointer: '/consentId', code: 'consent-revoked', detail: 'is revoked or expired' }],
    });
  }
  if (isInForce(consent)) return;
  throw new ServiceError('consent-not-active', `The consent is ${consent.status}. ${adviceFor(consent)}`, {
    fields: [{ pointer: '/consentId', code: 'consent-not-active', detail: `is ${consent.status}` }],
  });
}

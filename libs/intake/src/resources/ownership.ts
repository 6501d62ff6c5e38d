import { hasRole, type Principal } from '#auth';
import { isVoiceGrantedTo, ServiceError, type Voice } from '#domain';

/**
 * What only its owner, or an administrator, may do with a voice or a consent.
 * @throws ServiceError `forbidden`
 */
export function assertOwner(principal: Principal, { ownerId }: { readonly ownerId: string }): void {
  if (ownerId === principal.objectId || hasRole(principal, 'Voice.Admin')) return;
  throw new ServiceError(
    'forbidden',
    'This resource belongs to another caller. Only its owner, or a caller with the role Voice.Admin, may do this.',
  );
}

/** Whether the principal may have the voice speak: its owner, those the owner has granted it to, and administrators may. */
export function isGranted(principal: Principal, voice: Pick<Voice, 'ownerId' | 'grants'>): boolean {
  return isVoiceGrantedTo(voice, principal.objectId) || hasRole(principal, 'Voice.Admin');
}

/** @throws ServiceError `voice-not-granted` */
export function assertGranted(principal: Principal, voice: Pick<Voice, 'id' | 'ownerId' | 'grants'>): void {
  if (isGranted(principal, voice)) return;
  throw new ServiceError(
    'voice-not-granted',
    `The voice ${voice.id} belongs to another caller, who has not granted its use to ${principal.objectId}.`,
  );
}

import { Injectable } from '@nestjs/common';
import { newWebhookSecret, SecretBox } from '#auth';
import { type SealedSecret, secretPurpose, ServiceError, type WebhookEndpoint } from '#domain';

/** Makes the secrets with which webhooks are signed, and shows them to those who asked for them: in the document they are sealed. */
@Injectable()
export class EndpointSecrets {
  constructor(private readonly box: SecretBox) {}

  make(
    endpoint: Pick<WebhookEndpoint, 'tenantId' | 'id'>,
    id: string,
  ): { readonly secret: string; readonly sealed: SealedSecret } {
    const secret = newWebhookSecret();
    const sealed = this.box.seal(secret, secretPurpose(endpoint, id));
    return { secret, sealed: { id, sealed, createdAt: new Date().toISOString() } };
  }

  opened(endpoint: WebhookEndpoint, secret: SealedSecret | undefined): string {
    if (!secret) throw new ServiceError('internal', 'The endpoint has no secret.');
    return this.box.open(secret.sealed, secretPurpose(endpoint, secret.id));
  }
}

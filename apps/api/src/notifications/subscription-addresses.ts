import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { DocumentStore } from '#documents';
import { isId, type NotificationChannel, ServiceError } from '#domain';
import { checkUrl } from '#egress';

/** RFC 5321 with the part before the @ and labels of a domain; no comments, no quoted parts, no addresses in brackets. */
const EMAIL = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/i;
const MAX_EMAIL = 254;

/** Checks where a subscription wants its notifications. No text of a refusal contains the address. */
@Injectable()
export class SubscriptionAddresses {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
  ) {}

  /**
   * @returns the address in its normal form
   * @throws ServiceError `invalid-request`, `url-refused`, `unknown-reference`, `email-not-configured`
   */
  async checked(tenantId: string, channel: NotificationChannel, address: string): Promise<string> {
    switch (channel) {
      case 'webhook': {
        const isThere =
          isId('webhookEndpoint', address) &&
          (await this.documents.findReferenced('webhookEndpoint', tenantId, address)) !== undefined;
        if (!isThere) throw unknownReference('/address', 'must be the id of a webhook endpoint of this tenant');
        return address;
      }
      case 'email':
        if (!this.config.notifications.email) {
          throw new ServiceError(
            'email-not-configured',
            'Notifications by e-mail are not configured. Choose another channel, or ask an operator to configure it.',
          );
        }
        if (address.length <= MAX_EMAIL && EMAIL.test(address)) return address;
        throw invalidAddress('invalid-request', 'must be an e-mail address such as ada@example.com');
      case 'teams':
        try {
          return checkUrl(address, this.config.egress).href;
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error;
          throw invalidAddress(error.code, error.detail);
        }
    }
  }
}

export function unknownReference(pointer: string, detail: string): ServiceError {
  return new ServiceError('unknown-reference', `${pointer} ${detail}.`, {
    fields: [{ pointer, code: 'unknown-reference', detail }],
  });
}

function invalidAddress(code: ServiceError['code'], detail: string): ServiceError {
  return new ServiceError(code, `/address ${detail}.`.replace('..', '.'), {
    fields: [{ pointer: '/address', code, detail }],
  });
}

import { z } from 'zod';

/** Notifications by e-mail. See docs/notifications.md. */
export const NOTIFICATION_VARIABLES = {
  EMAIL_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be a URL with https or http' })
    .optional()
    .describe(
      'Endpoint of Azure Communication Services, used with the managed identity: https://{name}.communication.azure.com. Needs EMAIL_SENDER and PUBLIC_URL. If not set, nobody is notified by e-mail',
    ),
  EMAIL_SENDER: z
    .email({ error: 'must be an e-mail address' })
    .optional()
    .describe('Sender of notifications by e-mail, of a domain that is connected to EMAIL_ENDPOINT'),
};

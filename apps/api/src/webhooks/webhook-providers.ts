import type { Provider } from '@nestjs/common';
import { SecretBox } from '#auth';
import { CONFIG, type Config } from '#config';
import { EndpointSecrets } from './endpoint-secrets.ts';
import { ManageEndpoints } from './manage-endpoints.usecase.ts';
import { ReplayDelivery } from './replay-delivery.usecase.ts';

export const webhookProviders: Provider[] = [
  {
    provide: SecretBox,
    useFactory: ({ webhooks }: Config) => new SecretBox(webhooks.secretKeys),
    inject: [CONFIG],
  },
  EndpointSecrets,
  ManageEndpoints,
  ReplayDelivery,
];

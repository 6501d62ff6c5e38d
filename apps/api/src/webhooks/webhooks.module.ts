import { Module } from '@nestjs/common';
import { SecretBox } from '#auth';
import { CONFIG, type Config } from '#config';
import { DeliveriesController } from './deliveries.controller.ts';
import { DeleteEndpoint } from './delete-endpoint.usecase.ts';
import { EndpointSecrets } from './endpoint-secrets.ts';
import { ManageEndpoints } from './manage-endpoints.usecase.ts';
import { ReplayDelivery } from './replay-delivery.usecase.ts';
import { TestEndpoint } from './test-endpoint.usecase.ts';
import { WebhookEndpointsController } from './webhook-endpoints.controller.ts';

/** Outbound webhooks: endpoints and deliveries. */
@Module({
  controllers: [WebhookEndpointsController, DeliveriesController],
  providers: [
    {
      provide: SecretBox,
      useFactory: ({ webhooks }: Config) => new SecretBox(webhooks.secretKeys),
      inject: [CONFIG],
    },
    EndpointSecrets,
    DeleteEndpoint,
    ManageEndpoints,
    ReplayDelivery,
    TestEndpoint,
  ],
})
export class WebhooksModule {}

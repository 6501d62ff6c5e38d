import { ACCESS_POLICIES } from './access.ts';
import { ALERT_POLICIES } from './alerts.ts';
import { APP_SECRET_POLICIES } from './app-secrets.ts';
import { APP_POLICIES } from './apps.ts';
import { COSMOS_POLICIES } from './cosmos.ts';
import { DATA_ROLE_POLICIES } from './data-roles.ts';
import { GENERAL_POLICIES } from './general.ts';
import { IDENTITY_POLICIES } from './identity.ts';
import { JOB_POLICIES } from './jobs.ts';
import { MESSAGING_POLICIES } from './messaging.ts';
import { EMAIL_POLICIES } from './email.ts';
import { METRIC_POLICIES } from './metrics.ts';
import { OBSERVABILITY_POLICIES } from './observability.ts';
import type { Policy } from './policy.ts';
import { PRIVATE_ENDPOINT_POLICIES } from './private-endpoints.ts';
import { PRODUCER_POLICIES } from './producers.ts';
import { PUBLIC_ACCESS_POLICIES } from './public-access.ts';
import { REDIS_POLICIES } from './redis.ts';
import { SCALING_POLICIES } from './scaling.ts';
import { STORAGE_POLICIES } from './storage.ts';
import { VIRTUAL_NETWORK_POLICIES } from './virtual-network.ts';

/** A group of rules, as docs/policies.md has them. */
export interface PolicyArea {
  readonly title: string;
  readonly policies: readonly Policy[];
}

export const POLICY_AREAS: readonly PolicyArea[] = [
  { title: 'Keys and encryption', policies: ACCESS_POLICIES },
  { title: 'Identities and rights', policies: [...IDENTITY_POLICIES, ...DATA_ROLE_POLICIES] },
  { title: 'Public access', policies: PUBLIC_ACCESS_POLICIES },
  { title: 'Private endpoints and names', policies: PRIVATE_ENDPOINT_POLICIES },
  { title: 'Virtual network', policies: VIRTUAL_NETWORK_POLICIES },
  { title: 'Container apps', policies: APP_POLICIES },
  { title: 'Variables and secrets of the apps', policies: APP_SECRET_POLICIES },
  { title: 'Jobs', policies: JOB_POLICIES },
  { title: 'Replicas and scaling', policies: SCALING_POLICIES },
  { title: 'Service Bus and Event Grid', policies: MESSAGING_POLICIES },
  { title: 'Producers', policies: PRODUCER_POLICIES },
  { title: 'Cosmos DB', policies: COSMOS_POLICIES },
  { title: 'Blob Storage', policies: STORAGE_POLICIES },
  { title: 'Redis', policies: REDIS_POLICIES },
  { title: 'Logs, metrics and budget', policies: OBSERVABILITY_POLICIES },
  { title: 'Alerts', policies: ALERT_POLICIES },
  { title: 'Metrics and queries', policies: METRIC_POLICIES },
  { title: 'E-mail', policies: EMAIL_POLICIES },
  { title: 'All resources', policies: GENERAL_POLICIES },
];

/** Every rule about what the template would deploy. */
export const POLICIES: readonly Policy[] = POLICY_AREAS.flatMap(({ policies }) => policies);

import { EVENT_GRID_IDENTITY, WORKER_IDENTITY } from '../entra/directory.ts';
import { BUILT_IN_ROLES } from './built-in-roles.ts';
import { COMMUNICATION_SERVICE, SERVICE_BUS_NAMESPACE } from './resources.ts';
import type { RoleAssignment } from './rights-table.ts';

const SENDER = 'Azure Service Bus Data Sender';

/** What infra/email.bicep gives: it is a deployment of its own, in no snapshot of which the table is made. A spec compares it with the template. */
export const EMAIL_RIGHTS: readonly RoleAssignment[] = [
  {
    identity: WORKER_IDENTITY.name,
    scope: COMMUNICATION_SERVICE,
    role: {
      name: 'Voice email sender',
      permissions: [
        {
          actions: [
            'Microsoft.Communication/CommunicationServices/read',
            'Microsoft.Communication/CommunicationServices/write',
          ],
          notActions: [],
          dataActions: [],
          notDataActions: [],
        },
      ],
    },
  },
  ...BUILT_IN_ROLES.filter(({ name }) => name === SENDER).map((role) => ({
    identity: EVENT_GRID_IDENTITY.name,
    scope: `${SERVICE_BUS_NAMESPACE}/queues/notifications`,
    role,
  })),
];

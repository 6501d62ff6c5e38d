/** App roles of the API, as its app registration in Entra ID declares them. */
export const API_ROLES = [
  'Voice.Read',
  'Voice.Enroll',
  'Voice.Synthesize',
  'Webhook.Manage',
  'Audit.Read',
  'Voice.Admin',
] as const;

/** Delegated permission of the API: `api://{api client id}/access_as_user`. */
export const API_SCOPE = 'access_as_user';

export interface DirectoryUser {
  readonly oid: string;
  readonly name: string;
  readonly username: string;
  /** App roles assigned to this user. */
  readonly roles: readonly string[];
}

export interface DirectoryTenant {
  readonly tenantId: string;
  readonly name: string;
  readonly users: readonly DirectoryUser[];
}

export interface AppRegistration {
  readonly clientId: string;
  readonly name: string;
  /** A confidential client's secret. Absent: a public client, which proves itself with PKCE alone. */
  readonly secret?: string;
  /** Where a sign-in may return to. As in Entra ID, the port of a loopback address is not compared. */
  readonly redirectUris: readonly string[];
  /** Application permissions granted to this client: the `roles` of its client-credentials tokens. */
  readonly grantedRoles: readonly string[];
}

export interface ManagedIdentity {
  /** What the table of rights calls it. */
  readonly name: string;
  readonly kind: 'system-assigned' | 'user-assigned';
  readonly clientId: string;
  /** Object id of the service principal. */
  readonly principalId: string;
  /** Azure resource id, claim `xms_mirid`. */
  readonly resourceId: string;
}

/** Everything the sandbox's identity provider knows. All ids are fixed, so that a configuration stays valid between runs. */
export interface Directory {
  /** The tenant in which the backend is deployed. */
  readonly homeTenantId: string;
  readonly tenants: readonly DirectoryTenant[];
  readonly api: AppRegistration;
  readonly clients: readonly AppRegistration[];
  readonly managedIdentities: readonly ManagedIdentity[];
}

const CONTOSO = '11111111-1111-4111-8111-111111111111';
const FABRIKAM = '22222222-2222-4222-8222-222222222222';
const SUBSCRIPTION = '33333333-3333-4333-8333-333333333333';

/** The sandbox's only Azure resource group. */
export const RESOURCE_GROUP_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/sandbox`;

export const SWAGGER_CLIENT: AppRegistration = {
  clientId: 'a0000000-0000-4000-8000-000000000002',
  name: 'Swagger UI',
  redirectUris: ['http://localhost/docs/oauth2-redirect.html', 'http://127.0.0.1/docs/oauth2-redirect.html'],
  grantedRoles: [],
};

/** The client that the demo and the token command use. Its secret guards nothing: it is known to everybody. */
export const DEMO_CLIENT: AppRegistration & { readonly secret: string } = {
  clientId: 'a0000000-0000-4000-8000-000000000003',
  name: 'Demo client',
  secret: 'sandbox-demo-client-secret',
  redirectUris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
  grantedRoles: API_ROLES,
};

export const WEBHOOK_TESTER_CLIENT: AppRegistration & { readonly secret: string } = {
  clientId: 'a0000000-0000-4000-8000-000000000004',
  name: 'Webhook tester',
  secret: 'sandbox-webhook-tester-secret',
  redirectUris: [],
  grantedRoles: ['Webhook.Manage'],
};

/** The identity by which Event Grid sends to Service Bus. It is not the backend's, so the identity endpoint does not know it. */
export const EVENT_GRID_IDENTITY: ManagedIdentity = {
  name: 'events',
  kind: 'system-assigned',
  clientId: 'd0000000-0000-4000-8000-000000000101',
  principalId: 'd0000000-0000-4000-8000-000000000102',
  resourceId: `${RESOURCE_GROUP_ID}/providers/Microsoft.EventGrid/systemTopics/blobs`,
};

/** The identity of people, tests and programs that talk to the sandbox's services themselves: it may do everything. */
export const DEVELOPER_IDENTITY: ManagedIdentity = {
  name: 'developer',
  kind: 'system-assigned',
  clientId: 'd0000000-0000-4000-8000-000000000001',
  principalId: 'd0000000-0000-4000-8000-000000000002',
  resourceId: `${RESOURCE_GROUP_ID}/providers/Microsoft.App/containerApps/developer`,
};

/** What each deployable runs as. It may do what the template lets it do (`apps/sandbox/rights.json`), and nothing else. */
export const API_IDENTITY: ManagedIdentity = {
  name: 'api',
  kind: 'user-assigned',
  clientId: 'd0000000-0000-4000-8000-000000000003',
  principalId: 'd0000000-0000-4000-8000-000000000004',
  resourceId: `${RESOURCE_GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/api`,
};
export const WORKER_IDENTITY: ManagedIdentity = {
  name: 'worker',
  kind: 'user-assigned',
  clientId: 'd0000000-0000-4000-8000-000000000005',
  principalId: 'd0000000-0000-4000-8000-000000000006',
  resourceId: `${RESOURCE_GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/worker`,
};
/** What the job `ticks` runs as, where the API may be at zero replicas. */
export const TICKS_IDENTITY: ManagedIdentity = {
  name: 'ticks',
  kind: 'user-assigned',
  clientId: 'd0000000-0000-4000-8000-000000000007',
  principalId: 'd0000000-0000-4000-8000-000000000008',
  resourceId: `${RESOURCE_GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ticks`,
};

export const SANDBOX_DIRECTORY: Directory = {
  homeTenantId: CONTOSO,
  tenants: [
    {
      tenantId: CONTOSO,
      name: 'Contoso',
      users: [
        user('b0000000-0000-4000-8000-000000000001', 'Contoso Administrator', 'admin@contoso.example', ['Voice.Admin']),
        user('b0000000-0000-4000-8000-000000000002', 'Contoso Producer', 'producer@contoso.example', [
          'Voice.Read',
          'Voice.Enroll',
          'Voice.Synthesize',
        ]),
        user('b0000000-0000-4000-8000-000000000003', 'Contoso Speaker', 'speaker@contoso.example', [
          'Voice.Read',
          'Voice.Synthesize',
        ]),
        user('b0000000-0000-4000-8000-000000000004', 'Contoso Auditor', 'auditor@contoso.example', ['Audit.Read']),
        user('b0000000-0000-4000-8000-000000000005', 'Contoso Guest', 'guest@contoso.example', []),
      ],
    },
    {
      tenantId: FABRIKAM,
      name: 'Fabrikam',
      users: [
        user('b0000000-0000-4000-8000-000000000101', 'Fabrikam Administrator', 'admin@fabrikam.example', [
          'Voice.Admin',
        ]),
        user('b0000000-0000-4000-8000-000000000102', 'Fabrikam Producer', 'producer@fabrikam.example', [
          'Voice.Read',
          'Voice.Enroll',
          'Voice.Synthesize',
        ]),
      ],
    },
  ],
  api: { clientId: 'a0000000-0000-4000-8000-000000000001', name: 'Voice API', redirectUris: [], grantedRoles: [] },
  clients: [SWAGGER_CLIENT, DEMO_CLIENT, WEBHOOK_TESTER_CLIENT],
  managedIdentities: [DEVELOPER_IDENTITY, API_IDENTITY, WORKER_IDENTITY, TICKS_IDENTITY],
};

function user(oid: string, name: string, username: string, roles: readonly string[]): DirectoryUser {
  return { oid, name, username, roles };
}

import { createHash } from 'node:crypto';
import { z } from 'zod';

/**
 * The app roles of the API, as `libs/auth` knows them (a spec compares), with what administrators read when they assign one. Ids are made from
 * the values, so that a second registration in another tenant has the same.
 */
export const APP_ROLES = [
  ['Voice.Read', 'Reads voices, jobs and results'],
  ['Voice.Enroll', 'Records consents and enrolls voices'],
  ['Voice.Synthesize', 'Has voices speak'],
  ['Webhook.Manage', 'Manages webhooks'],
  ['Audit.Read', 'Reads the audit log'],
  ['Voice.Admin', 'Does all of it, for everybody in the tenant'],
] as const;
export const SCOPE = 'access_as_user';
/** A well-known namespace of RFC 4122 for names that are URLs. */
const URL_NAMESPACE = '6ba7b8119dad11d180b400c04fd430c8';
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const roleSchema = z.looseObject({ id: z.string(), value: z.string().nullish() });
const scopeSchema = z.looseObject({ id: z.string(), value: z.string().nullish() });
const preAuthorizedSchema = z.looseObject({
  appId: z.string(),
  delegatedPermissionIds: z.array(z.string()).default([]),
});
export const applicationSchema = z.looseObject({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  identifierUris: z.array(z.string()).default([]),
  appRoles: z.array(roleSchema).default([]),
  api: z
    .looseObject({
      requestedAccessTokenVersion: z.number().nullish(),
      oauth2PermissionScopes: z.array(scopeSchema).default([]),
      preAuthorizedApplications: z.array(preAuthorizedSchema).default([]),
    })
    .default({ oauth2PermissionScopes: [], preAuthorizedApplications: [] }),
  spa: z.looseObject({ redirectUris: z.array(z.string()).default([]) }).default({ redirectUris: [] }),
  publicClient: z.looseObject({ redirectUris: z.array(z.string()).default([]) }).default({ redirectUris: [] }),
  requiredResourceAccess: z
    .array(
      z.looseObject({
        resourceAppId: z.string(),
        resourceAccess: z.array(z.looseObject({ id: z.string(), type: z.string() })),
      }),
    )
    .default([]),
});
export type Application = z.infer<typeof applicationSchema>;

/** The registration that is wanted. */
export interface RegistrationSettings {
  /** Display name of the API's application; the clients have it as their beginning. */
  readonly name: string;
  /** Where the API is reached, for Swagger UI; empty: it gets no redirect address yet. */
  readonly apiUrl: string;
  /** Client ids of applications that are there, and names of public clients to be made. */
  readonly publicClients: readonly string[];
  /** Object id of the identity that the smoke test runs as, which gets the roles that it needs; empty: none does. */
  readonly smokeIdentity: string;
}

/** Roles that the smoke test needs (docs/troubleshooting.md). */
export const SMOKE_ROLES = ['Voice.Read', 'Voice.Enroll', 'Voice.Synthesize'] as const;

/** What the directory holds by now. */
export interface Directory {
  /** Applications by display name; more than one with the same name is an error. */
  readonly applications: Readonly<Record<string, readonly Application[]>>;
  /** Object ids of the service principals in the tenant, by application id. */
  readonly principals: ReadonlyMap<string, string>;
  /** Roles of the identity that the smoke test runs as: ids, with the service principal of the API that they are roles of. */
  readonly assignments: readonly { readonly resourceId: string; readonly appRoleId: string }[];
}

/** One change in the directory. */
export interface Change {
  /** For people. */
  readonly what: string;
  /** Names the files of the change. */
  readonly name: string;
  readonly method: 'post' | 'patch';
  /** Path below `https://graph.microsoft.com/v1.0`. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export function idOf(kind: 'role' | 'scope', value: string): string {
  // A UUID of version 5: the same name gives the same id.
  const bytes = createHash('sha1')
    .update(Buffer.from(URL_NAMESPACE, 'hex'))
    .update(`urn:voice-cloning-backend:${kind}:${value}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Display names of the applications that a registration has. */
export function applicationNames({ name, publicClients }: RegistrationSettings): readonly string[] {
  return [name, `${name} Swagger UI`, ...publicClients.filter((each) => !GUID.test(each))];
}

/**
 * What is still to be done. Called again with what the directory holds after that, until there is nothing left: ids that the directory gives are needed
 * by the next change. What is there besides (other roles, redirect addresses, clients) stays. No change makes a secret or a certificate.
 * @throws Error when a name stands for two applications
 */
export function nextChanges(settings: RegistrationSettings, directory: Directory): readonly Change[] {
  const found = Object.fromEntries(applicationNames(settings).map((name) => [name, onlyOne(name, directory)]));
  const missing = applicationNames(settings).filter((name) => found[name] === undefined);
  if (missing.length > 0) return missing.map((name) => creation(name, settings));
  const apps = Object.values(found).filter((each) => each !== undefined);
  const api = found[settings.name];
  if (api === undefined) return [];
  const clients = apps.filter((each) => each !== api);
  const scopeId = api.api.oauth2PermissionScopes.find(({ value }) => value === SCOPE)?.id ?? idOf('scope', SCOPE);
  const allowed = [...clients.map(({ appId }) => appId), ...settings.publicClients.filter((each) => GUID.test(each))];
  return [
    ...patch(api, apiBody(api, scopeId)),
    // A client is allowed for a scope that is there: in a call of its own.
    ...(api.api.oauth2PermissionScopes.some(({ value }) => value === SCOPE)
      ? patch(api, allowedBody(api, scopeId, allowed))
      : []),
    ...clients.flatMap((client) => patch(client, clientBody(client, api, scopeId, settings))),
    ...apps.filter(({ appId }) => !directory.principals.has(appId)).map(principal),
    ...assignments(api, settings, directory),
  ].slice(0, MAX_CHANGES);
}

/** Changes in one round; more would be a fault of the plan. */
const MAX_CHANGES = 50;

function onlyOne(name: string, { applications }: Directory): Application | undefined {
  const [first, ...more] = applications[name] ?? [];
  if (more.length === 0) return first;
  throw new Error(
    `found: ${more.length + 1} applications called ${name}\n  right: one, or none\n  do:    rename or delete the others, or take another -Name`,
  );
}

function creation(name: string, settings: RegistrationSettings): Change {
  const isApi = name === settings.name;
  return {
    what: `make the application ${name}`,
    name: fileName('make', name),
    method: 'post',
    path: '/applications',
    body: {
      displayName: name,
      signInAudience: 'AzureADMyOrg',
      ...(isApi
        ? { api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [scope(idOf('scope', SCOPE))] } }
        : {}),
    },
  };
}

function scope(id: string): Record<string, unknown> {
  return {
    id,
    value: SCOPE,
    type: 'User',
    isEnabled: true,
    adminConsentDisplayName: 'Call the voice API as the signed-in user',
    adminConsentDescription: 'App roles decide what the user may do.',
  };
}

function apiBody(api: Application, scopeId: string): Record<string, unknown> {
  const uri = `api://${api.appId}`;
  const roles = APP_ROLES.filter(([value]) => !api.appRoles.some((each) => each.value === value));
  const hasScope = api.api.oauth2PermissionScopes.some(({ value }) => value === SCOPE);
  return {
    ...(api.identifierUris.includes(uri) ? {} : { identifierUris: [...api.identifierUris, uri] }),
    ...(roles.length === 0
      ? {}
      : {
          appRoles: [
            ...api.appRoles,
            ...roles.map(([value, description]) => ({
              id: idOf('role', value),
              value,
              displayName: value,
              description,
              isEnabled: true,
              allowedMemberTypes: ['User', 'Application'],
            })),
          ],
        }),
    ...(hasScope && api.api.requestedAccessTokenVersion === 2
      ? {}
      : {
          api: {
            requestedAccessTokenVersion: 2,
            oauth2PermissionScopes: hasScope
              ? api.api.oauth2PermissionScopes
              : [...api.api.oauth2PermissionScopes, scope(scopeId)],
          },
        }),
  };
}

function allowedBody(api: Application, scopeId: string, clients: readonly string[]): Record<string, unknown> {
  const there = api.api.preAuthorizedApplications;
  const isAllowed = (client: string) =>
    there.some(({ appId, delegatedPermissionIds }) => appId === client && delegatedPermissionIds.includes(scopeId));
  const missing = clients.filter((client) => !isAllowed(client));
  if (missing.length === 0) return {};
  const others = there.filter(({ appId }) => !missing.includes(appId));
  const added = missing.map((appId) => {
    const before = there.find((each) => each.appId === appId)?.delegatedPermissionIds ?? [];
    return { appId, delegatedPermissionIds: [...before, scopeId] };
  });
  return { api: { preAuthorizedApplications: [...others, ...added] } };
}

function clientBody(
  client: Application,
  api: Application,
  scopeId: string,
  { name, apiUrl }: RegistrationSettings,
): Record<string, unknown> {
  const isSwagger = client.displayName === `${name} Swagger UI`;
  const place = isSwagger ? 'spa' : 'publicClient';
  const uri = isSwagger ? apiUrl && `${apiUrl.replace(/\/+$/, '')}/docs/oauth2-redirect.html` : 'http://localhost';
  const uris = client[place].redirectUris;
  const hasAccess = client.requiredResourceAccess.some(
    ({ resourceAppId, resourceAccess }) =>
      resourceAppId === api.appId && resourceAccess.some(({ id }) => id === scopeId),
  );
  return {
    ...(uri === '' || uris.includes(uri) ? {} : { [place]: { redirectUris: [...uris, uri] } }),
    ...(hasAccess
      ? {}
      : {
          requiredResourceAccess: [
            ...client.requiredResourceAccess.filter(({ resourceAppId }) => resourceAppId !== api.appId),
            { resourceAppId: api.appId, resourceAccess: [{ id: scopeId, type: 'Scope' }] },
          ],
        }),
  };
}

function patch(application: Application, body: Record<string, unknown>): readonly Change[] {
  const parts = Object.keys(body);
  if (parts.length === 0) return [];
  return [
    {
      what: `set ${parts.join(', ')} of ${application.displayName}`,
      name: fileName(parts.join('-'), application.displayName),
      method: 'patch',
      path: `/applications/${application.id}`,
      body,
    },
  ];
}

function principal({ appId, displayName }: Application): Change {
  return {
    what: `make the service principal of ${displayName}`,
    name: fileName('principal', displayName),
    method: 'post',
    path: '/servicePrincipals',
    body: { appId },
  };
}

function assignments(
  api: Application,
  { smokeIdentity }: RegistrationSettings,
  directory: Directory,
): readonly Change[] {
  const resourceId = directory.principals.get(api.appId);
  if (smokeIdentity === '' || resourceId === undefined) return [];
  return SMOKE_ROLES.flatMap((value) => {
    const appRoleId = api.appRoles.find((each) => each.value === value)?.id;
    const isThere = directory.assignments.some(
      (each) => each.resourceId === resourceId && each.appRoleId === appRoleId,
    );
    if (appRoleId === undefined || isThere) return [];
    return [
      {
        what: `give the identity ${smokeIdentity} the role ${value}`,
        name: fileName('role', value),
        method: 'post' as const,
        path: `/servicePrincipals/${smokeIdentity}/appRoleAssignments`,
        body: { principalId: smokeIdentity, resourceId, appRoleId },
      },
    ];
  });
}

function fileName(what: string, name: string): string {
  return `${what}-${name}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

import { AzError } from './az-error.ts';

interface Entity {
  readonly id: string;
  readonly appId: string;
  [property: string]: unknown;
}

const EMPTY = {
  identifierUris: [],
  appRoles: [],
  api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [], preAuthorizedApplications: [] },
  spa: { redirectUris: [] },
  publicClient: { redirectUris: [] },
  requiredResourceAccess: [],
};
/** Properties whose parts are set one by one. */
const COMPLEX = ['api', 'spa', 'publicClient'];

/** Applications and service principals of a tenant, as Microsoft Graph keeps them. */
export class FakeDirectory {
  readonly applications: Entity[] = [];
  readonly principals: Entity[] = [];
  readonly assignments: Record<string, unknown>[] = [];

  /** Roles of an identity. */
  read(path: string): unknown {
    const id = /^\/servicePrincipals\/([^/]+)\/appRoleAssignments$/.exec(path)?.[1];
    if (id === undefined) throw new AzError(`(Request_ResourceNotFound) ${path}`, 3);
    return { value: this.assignments.filter(({ principalId }) => principalId === id) };
  }

  /** Calls that change something; the path is that below `/v1.0`. */
  write(method: string, path: string, body: Record<string, unknown>): unknown {
    if (/password|keyCredential|secret/i.test(JSON.stringify(body)))
      throw new AzError('the registration makes a secret');
    if (method === 'post' && path === '/applications') {
      const number = String(this.applications.length + 1).padStart(12, '0');
      const made = { ...EMPTY, id: `aaaaaaaa-0000-4000-8000-${number}`, appId: `bbbbbbbb-0000-4000-8000-${number}` };
      this.applications.push(made);
      this.set(made, body);
      return made;
    }
    if (method === 'post' && path === '/servicePrincipals') {
      const appId = String(body['appId']);
      if (!this.applications.some((each) => each.appId === appId))
        throw new AzError(`(NoBackingApplicationObject) ${appId}`);
      if (this.principals.some((each) => each.appId === appId))
        throw new AzError('(Request_MultipleObjectsWithSameKeyValue)');
      this.principals.push({ id: `principal-of-${appId}`, appId });
      return this.principals.at(-1);
    }
    if (method === 'post' && path === `/servicePrincipals/${String(body['principalId'])}/appRoleAssignments`) {
      if (!this.principals.some(({ id }) => id === body['resourceId']))
        throw new AzError('(Request_ResourceNotFound) resourceId');
      this.assignments.push(body);
      return body;
    }
    const application = this.applications.find(({ id }) => path === `/applications/${id}`);
    if (method !== 'patch' || application === undefined)
      throw new AzError(`(Request_ResourceNotFound) ${method} ${path}`, 3);
    this.set(application, body);
    return undefined;
  }

  /** Entities that a filter of the form `property eq 'value'` finds. */
  list(kind: 'applications' | 'principals', filter: string): readonly Entity[] {
    const [, property = '', value = ''] = /^(\w+) eq '([^']+)'$/.exec(filter) ?? [];
    return this[kind].filter((each) => each[property] === value);
  }

  private set(application: Entity, body: Record<string, unknown>): void {
    const api = body['api'] as { preAuthorizedApplications?: { delegatedPermissionIds: string[] }[] } | undefined;
    const { oauth2PermissionScopes } = application['api'] as { oauth2PermissionScopes: { id: string }[] };
    const known = oauth2PermissionScopes.map(({ id }) => id);
    for (const { delegatedPermissionIds } of api?.preAuthorizedApplications ?? [])
      if (!delegatedPermissionIds.every((id) => known.includes(id)))
        throw new AzError('(InvalidAppId) a permission that the application does not have');
    for (const [property, value] of Object.entries(body))
      application[property] = COMPLEX.includes(property)
        ? { ...(application[property] as object), ...(value as object) }
        : value;
  }
}

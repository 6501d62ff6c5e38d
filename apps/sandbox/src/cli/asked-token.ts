import { API_ROLES, DEMO_CLIENT, SANDBOX_DIRECTORY } from '../entra/directory.ts';

export interface AskedToken {
  /** Name or id of a tenant. */
  readonly tenant?: string | undefined;
  /** Username, or the part of it before the @. */
  readonly user?: string | undefined;
  /** Separated by commas. */
  readonly roles?: string | undefined;
}

/** The body of `POST /tokens` at the sandbox's control endpoint. */
export interface TokenRequest {
  readonly tenantId: string;
  readonly user?: string;
  readonly clientId?: string;
  readonly roles?: readonly string[];
}

/** @throws Error with a sentence that lists what there is */
export function tokenRequestOf({
  tenant: name = SANDBOX_DIRECTORY.homeTenantId,
  user,
  roles,
}: AskedToken): TokenRequest {
  const { tenants } = SANDBOX_DIRECTORY;
  const wanted = name.toLowerCase();
  const tenant = tenants.find((each) => [each.tenantId, each.name.toLowerCase()].includes(wanted));
  if (tenant === undefined) {
    throw new Error(
      `There is no tenant ${name}. There are ${tenants.map((each) => each.name.toLowerCase()).join(' and ')}.`,
    );
  }
  const given = roles
    ?.split(',')
    .map((role) => role.trim())
    .filter((role) => role !== '');
  const unknown = given?.find((role) => !API_ROLES.some((known) => known === role));
  if (unknown !== undefined) throw new Error(`There is no role ${unknown}. There are ${API_ROLES.join(', ')}.`);
  const rolesIfGiven = given === undefined ? {} : { roles: given };
  if (user === undefined) return { tenantId: tenant.tenantId, clientId: DEMO_CLIENT.clientId, ...rolesIfGiven };
  const found = tenant.users.find(({ username, oid }) =>
    [username, username.split('@', 1)[0], oid].includes(user.toLowerCase()),
  );
  if (found === undefined) {
    const known = tenant.users.map(({ username }) => username.split('@', 1)[0]).join(', ');
    throw new Error(`${tenant.name} has no user ${user}. It has ${known}.`);
  }
  return { tenantId: tenant.tenantId, user: found.username, ...rolesIfGiven };
}

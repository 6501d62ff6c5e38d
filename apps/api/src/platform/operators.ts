import type { Principal } from '#auth';
import type { Config } from '#config';
import { ServiceError } from '#domain';

/**
 * Refuses callers of tenants other than the operator's, for what concerns the whole system.
 * @param what they may not access, for the text
 * @throws ServiceError `forbidden`
 */
export function checkOperator({ tenantId }: Principal, { entra }: Pick<Config, 'entra'>, what: string): void {
  if (tenantId === entra.tenantId.toLowerCase()) return;
  throw new ServiceError('forbidden', `Only administrators of the operator’s tenant may access ${what}.`);
}

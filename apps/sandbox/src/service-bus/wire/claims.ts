import { dataAction, type Caller, type Right } from '../../rights/caller.ts';
import { serviceBusEntity } from '../../rights/resources.ts';
import type { Entity } from '../model/broker.ts';
import { BrokerError, Condition } from '../model/errors.ts';

/** The claims of Service Bus, with the data action of Azure RBAC that gives each. */
const RIGHTS = {
  Send: dataAction('Microsoft.ServiceBus/namespaces/messages/send/action'),
  Listen: dataAction('Microsoft.ServiceBus/namespaces/messages/receive/action'),
} as const satisfies Record<string, Right>;

export type Claim = keyof typeof RIGHTS;

/**
 * @param caller who put the token for the entity, or for its `$management` node; undefined: nobody, who has no claim
 * @param address of the entity as a client writes it in full, for example `sb://localhost:5671/orders`
 * @throws BrokerError `amqp:unauthorized-access` when the caller has none of the claims, in the words of the service
 */
export function requireClaim(
  caller: Caller | undefined,
  { name, kind }: Entity,
  claims: readonly Claim[],
  address: string,
): void {
  const isTopic = kind === 'topic' || /\/subscriptions\//i.test(name);
  const resource = serviceBusEntity(name, isTopic);
  if (claims.some((claim) => caller?.may(RIGHTS[claim], resource))) return;
  throw new BrokerError(
    Condition.unauthorized,
    `Unauthorized access. '${claims.join(', ')}' claim(s) are required to perform this operation. Resource: '${address}'.`,
  );
}

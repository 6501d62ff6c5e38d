/**
 * Why a service of Azure cannot be used. `role`: the identity may not do it. `network`: the service refuses where the call comes from. `credential`:
 * it does not take the token or key at all. `absent`: it answers, and has no such queue, container or deployment. `unreachable`: nothing answers.
 */
export type TroubleKind = 'role' | 'network' | 'credential' | 'absent' | 'unreachable' | 'other';

export interface AccessTrouble {
  readonly kind: TroubleKind;
  /** What the service said, shortened to one line; holds no token, key or signature. */
  readonly said: string;
}

const MAX_SAID = 300;
const UNREACHABLE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|UND_ERR_CONNECT_TIMEOUT|UND_ERR_SOCKET)\b/;
/** In the words of Blob Storage, Cosmos DB, Service Bus and Azure AI services, when a firewall or closed public access refuses a caller. */
const NETWORK =
  /firewall|virtual network|public (network )?access (is|has been) (disabled|denied)|Ip has been prevented|private endpoint|private link|NotAllowedByNetwork|originated from IP/i;
const SECRETS = /\b(sig|Signature|SharedAccessKey|AccountKey)=[^\s&;"']+|\bBearer\s+[^\s"']+|eyJ[\w-]+\.[\w.-]+/gi;

/** The text of an error and of its causes in one line, without secrets and queries of URLs. */
export function saidBy(error: unknown): string {
  const parts: string[] = [];
  for (let each = error, depth = 0; each instanceof Error && depth < 4; each = each.cause, depth += 1) {
    const { code } = each as NodeJS.ErrnoException;
    parts.push([typeof code === 'string' ? code : '', each.message].filter((part) => part !== '').join(' '));
  }
  const text = (parts.length === 0 ? String(error) : [...new Set(parts)].join(' · ')).replaceAll(/\s+/g, ' ');
  const safe = text.replaceAll(/(https?:\/\/[^\s?"']+)\?[^\s"']*/g, '$1').replaceAll(SECRETS, '…');
  return safe.length <= MAX_SAID ? safe : `${safe.slice(0, MAX_SAID - 1)}…`;
}

/** What an error means whose service has no kind of its own for it. @param status of HTTP, if there was an answer */
export function troubleOf(error: unknown, status: number | undefined): AccessTrouble {
  const said = saidBy(error);
  if (status === undefined) return { kind: UNREACHABLE.test(said) ? 'unreachable' : 'other', said };
  if (status === 401 || status === 403) return { kind: NETWORK.test(said) ? 'network' : 'role', said };
  return { kind: status === 404 ? 'absent' : 'other', said };
}

/** Whether a text says that the service refuses the network that a call comes from. */
export function saysNetwork(text: string): boolean {
  return NETWORK.test(text);
}

import { timingSafeEqual } from 'node:crypto';
import type { TokenVerifier } from '../../service.ts';
import type { RequiredRight } from './required-right.ts';

/** The audience of the Entra tokens that Azure AI services accept. */
const AUDIENCE = 'https://cognitiveservices.azure.com';

/** `forbidden`: it is known who calls, and the caller's roles do not permit it. */
export type Access = 'allowed' | 'unknown-caller' | 'forbidden';

/**
 * Accepts the resource's key or an Entra token, in headers or, as the Speech SDK sends them to a WebSocket, in the query. A key may do everything
 * with Azure AI services, a token what the roles of its holder permit.
 */
export class Authenticator {
  constructor(
    private readonly apiKey: string | undefined,
    private readonly verifyToken: TokenVerifier | undefined,
  ) {}

  async access(
    headers: Readonly<Record<string, string | undefined>>,
    query: URLSearchParams,
    { right, resource, audience = AUDIENCE }: RequiredRight,
  ): Promise<Access> {
    const key = headers['ocp-apim-subscription-key'] ?? query.get('Ocp-Apim-Subscription-Key') ?? undefined;
    const takesKeys = audience === AUDIENCE;
    if (takesKeys && key !== undefined && this.apiKey !== undefined && this.apiKey !== '')
      return equal(key, this.apiKey) ? 'allowed' : 'unknown-caller';
    const authorization = headers['authorization'] ?? query.get('Authorization') ?? '';
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    if (token === undefined || this.verifyToken === undefined) return 'unknown-caller';
    // On regional hosts the token is prefixed with the resource: aad#{resourceId}#{token}.
    const bare = token.startsWith('aad#') ? token.slice(token.lastIndexOf('#') + 1) : token;
    const caller = await this.verifyToken(bare, audience);
    if (caller === undefined) return 'unknown-caller';
    return caller.may(right, resource) ? 'allowed' : 'forbidden';
  }
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

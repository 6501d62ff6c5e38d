import { timingSafeEqual } from 'node:crypto';
import type { TokenVerifier } from '../../service.ts';

/** The audience of the Entra tokens that Azure AI services accept. */
const AUDIENCE = 'https://cognitiveservices.azure.com';

/** Accepts the resource's key or an Entra token, in headers or, as the Speech SDK sends them to a WebSocket, in the query. */
export class Authenticator {
  constructor(
    private readonly apiKey: string | undefined,
    private readonly verifyToken: TokenVerifier | undefined,
  ) {}

  async isAllowed(headers: Readonly<Record<string, string | undefined>>, query: URLSearchParams): Promise<boolean> {
    const key = headers['ocp-apim-subscription-key'] ?? query.get('Ocp-Apim-Subscription-Key') ?? undefined;
    if (key !== undefined && this.apiKey !== undefined && this.apiKey !== '') return equal(key, this.apiKey);
    const authorization = headers['authorization'] ?? query.get('Authorization') ?? '';
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    if (token === undefined || this.verifyToken === undefined) return false;
    // On regional hosts the token is prefixed with the resource: aad#{resourceId}#{token}.
    return this.verifyToken(token.startsWith('aad#') ? token.slice(token.lastIndexOf('#') + 1) : token, AUDIENCE);
  }
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

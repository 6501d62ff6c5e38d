import rhea, { type Message } from 'rhea';
import type { Clock } from '../../faults/clock.ts';
import type { Caller } from '../../rights/caller.ts';
import { unlimited } from '../../rights/everything.ts';
import type { TokenVerifier } from '../../service.ts';

const AUDIENCES = ['https://servicebus.azure.net', 'https://servicebus.azure.net/'] as const;

/** The answer to a `put-token` request. */
export interface TokenAnswer {
  readonly status: number;
  readonly description: string;
}

interface Grant {
  /** Who may do everything, where any token is taken. */
  readonly caller: Caller;
  /** The namespace as the client calls it: `localhost:5671`. */
  readonly host: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAtMs: number;
  readonly disarm: () => void;
}

/**
 * The tokens that one connection has put on its `$cbs` link. With a verifier only JWTs for Service Bus count; without one (emulator mode)
 * any token does and none expires, as in the official emulator.
 */
export class TokenStore {
  readonly #grants = new Map<string, Grant>();
  #isClosed = false;

  constructor(
    private readonly clock: Clock,
    private readonly verifyToken: TokenVerifier | undefined,
    /** Called with an entity path when its token has expired without a new one. */
    private readonly onExpired: (path: string) => void,
  ) {}

  /** Serves one request. Never rejects. */
  async put(request: Message): Promise<TokenAnswer> {
    const { operation, name, type } = (request.application_properties ?? {}) as Record<string, unknown>;
    if (operation !== 'put-token') return { status: 400, description: `Unknown operation '${String(operation)}'.` };
    const audience = audienceOf(name);
    if (audience === undefined) return { status: 400, description: 'The name is not an entity address.' };
    const token = typeof request.body === 'string' ? request.body : '';
    if (token === '') return { status: 400, description: 'The request holds no token.' };
    if (this.verifyToken === undefined) {
      this.#grant(audience, Infinity, unlimited());
      return ACCEPTED;
    }
    if (type !== 'jwt') return { status: 401, description: `Tokens of type '${String(type)}' are not accepted.` };
    const expiresAtMs = expiryOf(token);
    if (expiresAtMs === undefined || expiresAtMs <= this.clock.now()) {
      return { status: 401, description: 'ExpiredToken: The token is expired or has no expiry.' };
    }
    const caller = await this.#holderOf(token);
    if (caller === undefined) return { status: 401, description: 'InvalidIssuer: Token issuer is invalid.' };
    this.#grant(audience, expiresAtMs, caller);
    return ACCEPTED;
  }

  /** Whether a token covers the address. One for an entity also covers what lies below it, such as its `$management` node. */
  allows(address: string): boolean {
    return this.#grantFor(address) !== undefined;
  }

  /** The namespace as the client that put the token for this address calls it, for example `localhost:5671`. */
  hostOf(address: string): string | undefined {
    return this.#grantFor(address)?.host;
  }

  /** Whose token covers the address; undefined when none does. */
  callerFor(address: string): Caller | undefined {
    return this.#grantFor(address)?.caller;
  }

  close(): void {
    this.#isClosed = true;
    for (const grant of this.#grants.values()) grant.disarm();
    this.#grants.clear();
  }

  async #holderOf(token: string): Promise<Caller | undefined> {
    for (const audience of AUDIENCES) {
      const caller = await this.verifyToken?.(token, audience);
      if (caller !== undefined) return caller;
    }
    return undefined;
  }

  #grantFor(address: string): Grant | undefined {
    const now = this.clock.now();
    const steps = address.toLowerCase().split('/');
    for (let length = steps.length; length >= 0; length -= 1) {
      const grant = this.#grants.get(steps.slice(0, length).join('/'));
      if (grant !== undefined && grant.expiresAtMs > now) return grant;
    }
    return undefined;
  }

  #grant({ path, host }: Audience, expiresAtMs: number, caller: Caller): void {
    // The connection may have ended while the token was being checked.
    if (this.#isClosed) return;
    this.#grants.get(path)?.disarm();
    const disarm =
      expiresAtMs === Infinity
        ? () => undefined
        : this.clock.at(expiresAtMs, () => {
            this.#grants.delete(path);
            this.onExpired(path);
          });
    this.#grants.set(path, { caller, host, expiresAtMs, disarm });
  }
}

const ACCEPTED: TokenAnswer = { status: 202, description: 'Accepted' };

/** Encodes the answer to a `put-token` request. */
export function tokenReply(request: Message, { status, description }: TokenAnswer): Message {
  return {
    ...(request.message_id === undefined ? {} : { correlation_id: request.message_id }),
    application_properties: {
      'status-code': rhea.types.wrap_int(status),
      'status-description': description,
    },
    body: undefined,
  };
}

interface Audience {
  readonly host: string;
  readonly path: string;
}

/** `sb://localhost:5671/Orders/$management` -> `orders/$management`; the host is the client's business. */
function audienceOf(name: unknown): Audience | undefined {
  if (typeof name !== 'string' || !URL.canParse(name)) return undefined;
  const { host, pathname } = new URL(name);
  const path = decodeURIComponent(pathname)
    .replace(/^\/+|\/+$/g, '')
    .toLowerCase();
  return { host, path };
}

/** The `exp` claim of a JWT in milliseconds. Whether the token is genuine is for the verifier to say. */
function expiryOf(token: string): number | undefined {
  const [, payload] = token.split('.');
  if (payload === undefined) return undefined;
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { exp?: unknown };
    return typeof claims.exp === 'number' ? claims.exp * 1000 : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

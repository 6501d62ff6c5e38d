import { createServer } from 'node:https';
import { randomBytes } from 'node:crypto';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { applyHttpFault } from '../faults/http-faults.ts';
import type { RunningService, ServiceContext, TlsMaterial } from '../service.ts';
import { AadstsError } from './aadsts-error.ts';
import { checkAuthorizationRequest, checkReturnAddress, responseModeOf } from './authorization-request.ts';
import { API_ROLES, type Directory, SANDBOX_DIRECTORY } from './directory.ts';
import { Grants, type SignIn } from './grants.ts';
import { isTenantSegment, jsonWebKeySet, openIdConfiguration, tenantOf } from './metadata.ts';
import { messagePage, SIGN_IN_FIELDS, signInPage } from './sign-in-page.ts';
import { SigningKeys } from './signing-keys.ts';
import { TokenIssuer } from './token-issuer.ts';

export interface EntraOptions extends ServiceContext {
  readonly tls: TlsMaterial;
  readonly directory?: Directory;
}

export interface Entra extends RunningService {
  /** `https://localhost:PORT`. */
  readonly authority: string;
  readonly issuer: TokenIssuer;
  /** Whether a token is valid for an audience; who holds it does not matter. */
  readonly verifyToken: (token: string, audience: string) => Promise<boolean>;
  /** Signs with a new key from now on; the old ones stay published. Resolves to the new `kid`. */
  rotateKeys(): Promise<string>;
  /** Stops publishing the keys that no longer sign: who fetches the keys again refuses tokens signed with them. */
  dropOldKeys(): void;
}

interface TenantRoute {
  Params: { tenant: string };
}

/** The identity provider: OpenID Connect metadata, keys, `/authorize` with a sign-in page, and `/token`, over https. */
export async function startEntra(options: EntraOptions): Promise<Entra> {
  const { host, port, clock, faults, log, tls } = options;
  const directory = options.directory ?? SANDBOX_DIRECTORY;
  const keys = await SigningKeys.create(options.state);
  const app = fastify({
    forceCloseConnections: true,
    serverFactory: (handler) => createServer({ key: tls.key, cert: tls.cert }, handler),
  });
  // The port, and with it the issuer's name, is known only once the server listens; no request is served before.
  let issuer: TokenIssuer | undefined;
  const running = (): TokenIssuer => {
    if (!issuer) throw new Error('The identity provider is still starting.');
    return issuer;
  };
  let grants: Grants | undefined;

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(body as string));
  });
  app.addHook('onRequest', async (request, reply) => {
    allowCrossOrigin(request, reply);
    const effect = faults.take('entra', operationOf(request.url), request.url);
    if (await applyHttpFault(effect, { request: request.raw, response: reply.raw, clock, errorBody })) reply.hijack();
  });
  app.addHook('onRequest', async (request) => {
    const { tenant } = request.params as { tenant?: string };
    if (tenant !== undefined && !isTenantSegment(running(), tenant)) {
      throw new AadstsError('invalid_tenant', 90002, `Tenant '${tenant}' not found.`);
    }
  });
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof AadstsError) {
      log('entra refused a request', { operation: operationOf(request.url), error: error.error, aadsts: error.number });
      return reply.code(error.status).header('cache-control', 'no-store').send(error.body(clock.date()));
    }
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500) log('entra failed', { operation: operationOf(request.url), error: String(error) });
    return reply
      .code(status)
      .send({ error: status < 500 ? 'invalid_request' : 'server_error', error_description: 'Bad request.' });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not_found' }));

  for (const [path, version] of [
    ['', 'v1.0'],
    ['/v2.0', 'v2.0'],
  ] as const) {
    app.get<TenantRoute>(`/:tenant${path}/.well-known/openid-configuration`, async (request) =>
      openIdConfiguration(running(), request.params.tenant, version),
    );
    app.get<TenantRoute>(`/:tenant/discovery${path}/keys`, async (request) =>
      jsonWebKeySet(running(), request.params.tenant, version),
    );
  }
  app.get('/', async (_request, reply) =>
    html(reply, (nonce) =>
      messagePage('Sandbox identity provider', 'It stands in for login.microsoftonline.com.', nonce),
    ),
  );
  app.options<TenantRoute>('/:tenant/*', async (_request, reply) => reply.code(204).send());
  app.get<TenantRoute>('/:tenant/oauth2/v2.0/authorize', async (request, reply) =>
    authorize(request, reply, new URLSearchParams(new URL(request.url, running().authority).search), false),
  );
  app.post<TenantRoute>('/:tenant/oauth2/v2.0/authorize', async (request, reply) =>
    authorize(request, reply, formOf(request), true),
  );
  app.post<TenantRoute>('/:tenant/oauth2/v2.0/token', async (request, reply) => {
    if (!grants) throw new Error('The identity provider is still starting.');
    const answer = await grants.redeem(tenantOf(request.params.tenant), formOf(request), request.headers.authorization);
    return reply.header('cache-control', 'no-store').header('pragma', 'no-cache').send(answer);
  });
  app.get<TenantRoute>('/:tenant/oauth2/v2.0/logout', async (_request, reply) =>
    html(reply, (nonce) =>
      messagePage('Signed out', 'The sandbox keeps no session, so there is nothing to end.', nonce),
    ),
  );

  async function authorize(
    request: FastifyRequest<TenantRoute>,
    reply: FastifyReply,
    parameters: URLSearchParams,
    submitted: boolean,
  ): Promise<FastifyReply> {
    const tenantId = tenantOf(request.params.tenant);
    let redirectUri: string;
    try {
      ({ redirectUri } = checkReturnAddress(directory, parameters));
    } catch (error) {
      if (!(error instanceof AadstsError)) throw error;
      return html(reply.code(400), (nonce) => messagePage('Sign-in is not possible', error.message, nonce));
    }
    const back = (answer: Record<string, string>) =>
      reply
        .code(303)
        .header('cache-control', 'no-store')
        .redirect(
          withParameters(redirectUri, responseModeOf(parameters), {
            ...answer,
            state: parameters.get('state') ?? undefined,
          }),
          303,
        );
    try {
      const checked = checkAuthorizationRequest(directory, parameters);
      const tenants = directory.tenants.filter((tenant) => tenantId === undefined || tenant.tenantId === tenantId);
      if (checked.silent)
        throw new AadstsError('login_required', 50058, 'A silent sign-in request was sent but no user is signed in.');
      if (!submitted) {
        return await html(reply, (nonce) =>
          signInPage({ clientName: checked.client.name, tenants, parameters, loginHint: checked.loginHint, nonce }),
        );
      }
      const signIn = chosen(tenants, parameters);
      log('entra signed a user in', { tenantId: signIn.tenantId, oid: signIn.user.oid, client: checked.client.name });
      return back({ code: grants?.authorize(checked, signIn) ?? '' });
    } catch (error) {
      if (!(error instanceof AadstsError)) throw error;
      return back({ error: error.error, error_description: error.message });
    }
  }

  await app.listen({ host, port });
  const address = app.server.address();
  const listening = typeof address === 'object' && address ? address.port : port;
  const ready = new TokenIssuer(`https://localhost:${listening}`, directory, keys, clock);
  issuer = ready;
  grants = new Grants(ready, clock);
  log('entra listens', { port: listening });
  return {
    port: listening,
    authority: ready.authority,
    issuer: ready,
    verifyToken: (token, audience) => ready.verifyToken(token, audience),
    rotateKeys: () => keys.rotate(),
    dropOldKeys: () => keys.dropRetired(),
    close: async () => {
      await app.close();
    },
  };
}

/** Who was chosen on the sign-in page. */
function chosen(tenants: Directory['tenants'], form: URLSearchParams): SignIn {
  const [tenantId, oid] = (form.get(SIGN_IN_FIELDS.user) ?? '').split('/');
  const user = tenants.find((tenant) => tenant.tenantId === tenantId)?.users.find((candidate) => candidate.oid === oid);
  if (!user || tenantId === undefined)
    throw new AadstsError('access_denied', 50034, 'No user of this tenant was chosen.');
  const picked = form.getAll(SIGN_IN_FIELDS.role);
  const roles =
    form.get(SIGN_IN_FIELDS.roles) === 'chosen' ? API_ROLES.filter((role) => picked.includes(role)) : user.roles;
  return { tenantId, user, roles };
}

/** The name of the operation that a fault rule applies to. */
function operationOf(url: string): 'metadata' | 'keys' | 'authorize' | 'token' | 'other' {
  const path = url.split('?', 1)[0] ?? '';
  if (path.endsWith('/openid-configuration')) return 'metadata';
  if (path.endsWith('/keys')) return 'keys';
  if (path.endsWith('/authorize')) return 'authorize';
  if (path.endsWith('/token')) return 'token';
  return 'other';
}

function formOf(request: FastifyRequest): URLSearchParams {
  if (request.body instanceof URLSearchParams) return request.body;
  throw new AadstsError('invalid_request', 900561, 'The endpoint only accepts POST requests with a form-encoded body.');
}

/** Pages on other addresses of this machine (the Swagger UI) may read the answers; Entra ID allows it to single-page apps. */
function allowCrossOrigin(request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers;
  if (origin === undefined || !/^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin)) return;
  reply.header('access-control-allow-origin', origin).header('vary', 'Origin');
  if (request.method !== 'OPTIONS') return;
  reply
    .header('access-control-allow-methods', 'GET, POST, OPTIONS')
    .header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? 'content-type')
    .header('access-control-max-age', '600');
}

async function html(reply: FastifyReply, page: (nonce: string) => string): Promise<FastifyReply> {
  const nonce = randomBytes(16).toString('base64url');
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header(
      'content-security-policy',
      `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`,
    )
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .send(page(nonce));
}

function withParameters(uri: string, mode: 'query' | 'fragment', answer: Record<string, string | undefined>): string {
  const url = new URL(uri);
  const given = Object.entries(answer).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (mode === 'fragment') url.hash = new URLSearchParams(given).toString();
  else for (const [name, value] of given) url.searchParams.set(name, value);
  return url.href;
}

function errorBody(error: { code: string; message: string }): { contentType: string; body: string } {
  const body = JSON.stringify({ error: error.code, error_description: error.message });
  return { contentType: 'application/json; charset=utf-8', body };
}

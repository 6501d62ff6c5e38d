import type { RestAnswer, RestCall } from '../rest/call.ts';
import type { Route } from '../rest/route.ts';

/** Where a custom domain serves synthesis, and says by which regional host it does. */
export const REDIRECTING_PATH = '/tts/cognitiveservices/websocket/v1';

/** The name of the service that plays the resource's custom domain, and the one that plays its region. */
const CUSTOM_DOMAIN = 'localhost';
const REGIONAL_HOST = '127.0.0.1';

/** The parameter with which a regional host is told whose token it gets. */
const RESOURCE_PARAMETER = 'Ocp-Apim-Custom-Domain-Name';

/**
 * `GET {path}?GenerateRedirectResponse=true`, which the Speech SDK sends without a credential before it connects to a custom domain. The
 * answer is a URL as text, which repeats the question (its form is from a log in microsoft/cognitive-services-speech-sdk-js#948).
 */
export const redirectRoute: Route = {
  operation: 'ws-redirect',
  api: 'text-to-speech',
  method: 'GET',
  path: REDIRECTING_PATH,
  anonymous: true,
  handle: redirect,
};

function redirect({ url }: RestCall): RestAnswer {
  // That a regional host knows no further one is UNVERIFIED; the SDK stays where it is after any answer but 200.
  if (url.searchParams.get('GenerateRedirectResponse') !== 'true' || url.hostname !== CUSTOM_DOMAIN) {
    return text(404, 'The requested resource does not exist.');
  }
  const target = new URL(url);
  target.hostname = REGIONAL_HOST;
  target.searchParams.set(RESOURCE_PARAMETER, url.host);
  return text(200, target.href);
}

/**
 * Whether a call says which resource it is for: a custom domain and a key do; a token at a regional host is either prefixed with the
 * resource (`aad#{resourceId}#{token}`) or comes with the custom domain as a parameter.
 */
export function namesResource(
  host: string | undefined,
  headers: Readonly<Record<string, string | undefined>>,
  query: URLSearchParams,
): boolean {
  const { hostname, port } = new URL(`http://${host ?? CUSTOM_DOMAIN}`);
  const token = headers['authorization'] ?? query.get('Authorization');
  if (hostname !== REGIONAL_HOST || token === null || /^Bearer\s+aad#/i.test(token)) return true;
  return query.get(RESOURCE_PARAMETER) === `${CUSTOM_DOMAIN}:${port}`;
}

function text(status: number, body: string): RestAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: Buffer.from(body) };
}

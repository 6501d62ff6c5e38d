import { LRUCache } from 'lru-cache';
import { withDeadline } from '../provider/deadline.ts';
import { unreachable } from '../provider/provider-errors.ts';

/**
 * Where a custom domain serves synthesis. The SDK (1.52, `ConnectionFactoryBase.getRedirectUrlFromEndpoint`) first asks
 * `GET {path}?GenerateRedirectResponse=true` there, without a credential, and connects to the URL in the answer, which names the
 * regional host and, in `Ocp-Apim-Custom-Domain-Name`, the resource: without that name the regional host refuses a plain Entra token.
 */
const REDIRECTING_PATH = '/tts/cognitiveservices/websocket/v1';

/** The endpoint of a professional voice: as the SDK says it, in the question for the redirect too. */
const DEPLOYMENT = 'deploymentId';

/** A part of the time that connecting may take (10 s), so that an answer that does not come does not use it up. */
const PROBE_TIMEOUT_MS = 5000;
/** The answer depends on the resource alone. It is asked again now and then, in case the resource is moved. */
const MAX_ANSWER_AGE_MS = 10 * 60_000;
/** A URL is not longer than this. */
const MAX_ANSWER_LENGTH = 8192;

/**
 * Where the connections of a pool go. It asks for the redirect in place of the SDK, which asks again for each connection, without a time
 * limit, and always at port 443, so that a service at any other port is never reached.
 * See ADR 96.
 */
export class WebsocketEndpoint {
  private readonly configured: URL;
  private answer: { readonly url: Promise<URL>; readonly at: number } | undefined;

  /** @param deploymentId of a professional voice */
  constructor(
    configured: URL,
    private readonly now: () => number = Date.now,
    private readonly deploymentId?: string,
  ) {
    this.configured = this.withDeployment(configured);
  }

  /** The URL to connect to. @throws ProviderError `provider-unavailable`, `provider-timeout`; or the signal's reason. */
  async resolve(signal: AbortSignal): Promise<URL> {
    const { pathname } = this.configured;
    if (pathname !== '/' && pathname.toLowerCase() !== REDIRECTING_PATH) return this.configured;
    if (this.answer === undefined || this.now() - this.answer.at >= MAX_ANSWER_AGE_MS) {
      const asked = { url: this.ask(), at: this.now() };
      this.answer = asked;
      asked.url.catch(() => {
        if (this.answer === asked) this.answer = undefined;
      });
    }
    const { url } = this.answer;
    return await withDeadline({ timeoutMs: PROBE_TIMEOUT_MS, signal, what: 'Asking where to connect' }, () => url);
  }

  /** Asks again before the next connection: the place that was named did not take this one. */
  forget(): void {
    this.answer = undefined;
  }

  private withDeployment(place: URL): URL {
    if (this.deploymentId === undefined) return place;
    const url = new URL(place);
    url.searchParams.set(DEPLOYMENT, this.deploymentId);
    return url;
  }

  private async ask(): Promise<URL> {
    const endpoint = new URL(this.configured);
    endpoint.pathname = REDIRECTING_PATH;
    const probe = new URL(endpoint);
    probe.protocol = endpoint.protocol === 'wss:' ? 'https:' : 'http:';
    probe.searchParams.append('GenerateRedirectResponse', 'true');
    try {
      const response = await fetch(probe, { redirect: 'manual', signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
      const text = await response.text();
      const redirect = response.status === 200 ? redirectOf(text, endpoint) : undefined;
      return redirect === undefined ? endpoint : this.withDeployment(redirect);
    } catch (cause) {
      throw unreachable(cause);
    }
  }
}

/** More than the endpoints that Azure allows for a Speech resource, and that of all other voices. */
const MAX_DEPLOYMENTS = 64;

/** Where the connections of a pool go, by deployment. */
export class WebsocketEndpoints {
  private readonly known = new LRUCache<string, WebsocketEndpoint>({ max: MAX_DEPLOYMENTS });

  constructor(private readonly configured: URL) {}

  /** @param deploymentId of a professional voice; undefined for all other voices */
  of(deploymentId: string | undefined): WebsocketEndpoint {
    const key = deploymentId ?? '';
    const endpoint = this.known.get(key) ?? new WebsocketEndpoint(this.configured, Date.now, deploymentId);
    this.known.set(key, endpoint);
    return endpoint;
  }
}

/** `undefined` for what is no place to connect to, and for one that would get the token over a connection without TLS. */
function redirectOf(text: string, endpoint: URL): URL | undefined {
  if (text.length > MAX_ANSWER_LENGTH) return undefined;
  const url = URL.parse(text.trim());
  if (url === null) return undefined;
  if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'wss:') return url;
  return url.protocol === 'ws:' && endpoint.protocol === 'ws:' ? url : undefined;
}

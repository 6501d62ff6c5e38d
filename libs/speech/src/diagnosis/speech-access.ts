import type { TokenCredential } from '@azure/core-auth';
import type { Config } from '#config';
import { ProviderError } from '#domain';
import { type AccessTrouble, saidBy, saysNetwork, troubleOf } from '#observability';
import { CustomVoiceClient } from '../custom-voice/custom-voice-client.ts';
import type { ProviderCall } from '../provider/provider-calls.ts';
import { SpeechRestClient } from '../provider/speech-rest-client.ts';
import { SpeechSynthesizerPool } from '../synthesis/speech-synthesizer-pool.ts';
import { TRANSLATOR_API_VERSION } from '../translation/translator-client.ts';

const TIMEOUT_MS = 8_000;
const BAD_REQUEST = 400;

/** Tries what a process needs of Azure AI services. Nothing is spoken, translated or written, and nothing is billed. */
export class SpeechAccess {
  constructor(
    private readonly config: Pick<Config, 'speech' | 'translator' | 'preparation'>,
    private readonly credential: TokenCredential,
  ) {}

  /** Lists the projects of custom voice, one of them. @throws ProviderError; see `speechTroubleOf` */
  async customVoice(signal: AbortSignal): Promise<void> {
    const { endpoint, key } = this.config.speech;
    const client = new CustomVoiceClient({ endpoint, key, credential: this.credential, timeoutMs: TIMEOUT_MS });
    await client.list('projects', { skip: 0, limit: 1 }, { signal });
  }

  /** Opens a connection for synthesis, and closes it. @throws ProviderError; see `speechTroubleOf` */
  async synthesis(): Promise<void> {
    const { websocketUrl, key } = this.config.speech;
    const pool = new SpeechSynthesizerPool({
      websocketUrl,
      key,
      credential: this.credential,
      size: 1,
      warmConnections: 1,
    });
    try {
      await pool.warmUp();
    } finally {
      await pool.close();
    }
  }

  /**
   * Sends Translator a request without a text: who may use it is told that the request is wrong.
   * @throws ProviderError; see `speechTroubleOf`
   */
  async translator(signal: AbortSignal): Promise<void> {
    const { translator } = this.config;
    if (!translator) return;
    const { endpoint, key, resourceId, region } = translator;
    const isGlobal = new URL(endpoint).hostname.endsWith('.microsofttranslator.com');
    await this.wrongRequest(endpoint, key, signal, {
      path: `${isGlobal ? '' : '/translator/text/v3.0'}/translate`,
      query: { 'api-version': TRANSLATOR_API_VERSION, to: 'de' },
      headers: {
        ...(resourceId !== undefined && { 'ocp-apim-resourceid': resourceId }),
        ...(region !== undefined && { 'ocp-apim-subscription-region': region }),
      },
      body: [],
      call: { provider: 'translator', operation: 'translation' },
    });
  }

  /**
   * Sends the chat model a request without a message: who may use it is told that the request is wrong.
   * @throws ProviderError; see `speechTroubleOf`
   */
  async openAi(signal: AbortSignal): Promise<void> {
    const { preparation } = this.config;
    if (!preparation) return;
    const { endpoint, key, deployment, apiVersion } = preparation;
    await this.wrongRequest(endpoint, key, signal, {
      path: `/openai/deployments/${encodeURIComponent(deployment)}/chat/completions`,
      query: { 'api-version': apiVersion },
      headers: key === undefined ? {} : { 'api-key': key },
      body: { messages: [] },
      call: { provider: 'openai', operation: 'preparation' },
    });
  }

  private async wrongRequest(
    endpoint: string,
    key: string | undefined,
    signal: AbortSignal,
    {
      path,
      query,
      headers,
      body,
      call,
    }: {
      path: string;
      query: Record<string, string>;
      headers: Record<string, string>;
      body: object;
      call: ProviderCall;
    },
  ): Promise<void> {
    const rest = new SpeechRestClient({ endpoint, key, credential: this.credential }, TIMEOUT_MS, call);
    await rest.send({
      method: 'POST',
      path,
      query,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      alsoOk: [BAD_REQUEST],
      signal,
    });
  }
}

/** What an error of `SpeechAccess` means. */
export function speechTroubleOf(error: unknown): AccessTrouble {
  if (!(error instanceof ProviderError)) return troubleOf(error, undefined);
  const { code, status = 0, providerCode } = error;
  // Of the connection for synthesis the status may be a close code, or 0 where there was no answer.
  const isHttp = status >= 100 && status < 600;
  const text = saidBy(error.cause ?? error);
  if (code === 'provider-unauthorized') {
    return { kind: saysNetwork(text) ? 'network' : 'role', said: [status, providerCode].filter(Boolean).join(' ') };
  }
  if (!isHttp)
    return {
      kind: code === 'provider-unavailable' || code === 'provider-timeout' ? 'unreachable' : 'other',
      said: text,
    };
  return {
    kind: status === 404 ? 'absent' : 'other',
    said: `${[status, providerCode].filter(Boolean).join(' ')}: ${text}`,
  };
}

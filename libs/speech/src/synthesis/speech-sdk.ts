import { PropertyId, type SpeechConfig, SpeechSynthesizer } from 'microsoft-cognitiveservices-speech-sdk';
// The only imports beyond the SDK's public surface; `speech-sdk.spec.ts` says what is relied on, for the day the SDK is updated.
import {
  ProxyInfo,
  WebsocketConnection,
} from 'microsoft-cognitiveservices-speech-sdk/distrib/lib/src/common.browser/Exports.js';
import { WebsocketMessageAdapter } from 'microsoft-cognitiveservices-speech-sdk/distrib/lib/src/common.browser/WebsocketMessageAdapter.js';
import {
  type IAuthentication,
  type ISynthesisConnectionFactory,
  type SynthesisAdapterBase,
  type SynthesizerConfig,
  WebsocketMessageFormatter,
} from 'microsoft-cognitiveservices-speech-sdk/distrib/lib/src/common.speech/Exports.js';
import type {
  ConnectionClosedEvent,
  ConnectionMessage,
  IConnection,
} from 'microsoft-cognitiveservices-speech-sdk/distrib/lib/src/common/Exports.js';
import { AudioOutputFormatImpl } from 'microsoft-cognitiveservices-speech-sdk/distrib/lib/src/sdk/Audio/AudioOutputFormat.js';
import { z } from 'zod';

/** How long the other side may take to answer a close frame before its socket is destroyed. */
const CLOSE_GRACE_MS = 1000;

/** Made once: the stack of an error, which nobody reads here, costs more than the rest of beginning a turn. */
const TURN_IS_OVER = new Error('The turn is over');

/** 100-nanosecond ticks, the unit of offsets and durations in the protocol. */
export const TICKS_PER_MS = 10_000;

export interface LinkListener {
  /** A frame of the service was read. */
  onMessage(): void;
  /** `audio.metadata` of type SessionEnd: how long the audio of this turn is. */
  onSessionEnd(durationMs: number): void;
  /** The connection is gone; `code` is the WebSocket close code. */
  onClose(code: number, reason: string): void;
}

type MessageHandler = (event: { readonly data: unknown }) => void;

/** What the `ws` client of the SDK can do beyond the SDK's own interface. */
interface RawSocket {
  readonly readyState: number;
  readonly OPEN: number;
  onmessage: MessageHandler | null;
  /** Node's; while the connection is open. */
  readonly _socket: { cork(): void; uncork(): void } | null;
  pause(): void;
  resume(): void;
  ping(): void;
  once(event: 'pong', listener: () => void): void;
  off(event: 'pong', listener: () => void): void;
  terminate(): void;
}

const sessionEndSchema = z.object({
  Metadata: z.array(z.object({ Type: z.string(), Data: z.object({ Offset: z.number().optional() }).optional() })),
});

/**
 * The one connection of one synthesizer, seen from between the SDK and its WebSocket. It is here because the SDK
 * - does not say how a connection closed in the middle of a turn when the code is 1000, and opens a new one in silence;
 * - does not close a connection that was opened ahead and never used, nor one that is still being opened;
 * - keeps all audio of a turn in memory until the next, although it also hands it out chunk by chunk;
 * - starts one more loop that reads the connection with each turn, and never ends one.
 */
export class SpeechLink implements ISynthesisConnectionFactory {
  listener: LinkListener | undefined;
  /** Where to connect, as it is. Without it the SDK decides, which may ask for a redirect first. */
  target: URL | undefined;
  /** Close code and reason of an attempt to connect that failed. */
  openFailure: { readonly code: number; readonly reason: string } | undefined;
  private connection: IConnection | undefined;
  private created = false;
  private closing: Promise<void> | undefined;
  private requestId: string | undefined;
  /** Where the SDK's reading loop waits between two turns. */
  private betweenTurns: PromiseWithResolvers<never> | undefined;
  /** Whether a frame of audio of this turn has come. */
  private hasAudio = false;
  /** Audio on its way through the SDK, by the empty buffer that stands for it. */
  private readonly payloads = new Map<ArrayBuffer, ArrayBuffer>();

  constructor(private readonly inner: ISynthesisConnectionFactory) {}

  async create(...args: Parameters<ISynthesisConnectionFactory['create']>): Promise<IConnection> {
    // One connection in the life of a synthesizer: a second one would be opened behind the back of the pool.
    if (this.created) throw new Error('The connection was lost');
    this.created = true;
    const connection =
      this.target === undefined ? await this.inner.create(...args) : connectionTo(this.target, ...args);
    if (this.closing !== undefined) throw new Error('The synthesizer was closed');
    this.connection = connection;
    connection.events.attach((event) => {
      if (event.name !== 'ConnectionClosedEvent') return;
      const { statusCode, reason } = event as ConnectionClosedEvent;
      this.listener?.onClose(statusCode, reason);
    });
    return {
      id: connection.id,
      events: connection.events,
      state: () => connection.state(),
      send: async (message) => {
        this.requestId = headerOf(message, 'x-requestid');
        this.sendTogether();
        await connection.send(message);
      },
      dispose: async (reason) => await connection.dispose(reason),
      open: async () => {
        if (this.closing !== undefined) throw new Error('The synthesizer was closed');
        const response = await connection.open();
        if (response.statusCode === 200) this.letFirstAudioPass();
        else this.openFailure = { code: response.statusCode, reason: response.reason };
        return response;
      },
      read: async () =>
        this.betweenTurns === undefined ? this.observe(await connection.read()) : await this.betweenTurns.promise,
    };
  }

  /** Ends the reading loop of the turn before, which the SDK would keep beside the new one. */
  beginTurn(): void {
    this.betweenTurns?.reject(TURN_IS_OVER);
    this.betweenTurns = undefined;
    this.hasAudio = false;
  }

  /** Whether the SDK has swallowed audio: a frame of a stream that it does not know. */
  get lostAudio(): boolean {
    return this.payloads.size > 0;
  }

  /** The audio that a chunk of the `synthesizing` event stands for. */
  audioOf(chunk: ArrayBuffer): Uint8Array {
    const payload = this.payloads.get(chunk) ?? chunk;
    this.payloads.delete(chunk);
    return new Uint8Array(payload);
  }

  /** Stops and starts reading from the socket. */
  pause(): void {
    this.raw()?.pause();
  }

  resume(): void {
    this.raw()?.resume();
  }

  /** Whether the other side answers a ping in time. */
  async ping(timeoutMs: number): Promise<boolean> {
    const raw = this.raw();
    if (raw === undefined) return false;
    return await new Promise((resolve) => {
      const done = (alive: boolean): void => {
        clearTimeout(timer);
        raw.off('pong', onPong);
        resolve(alive);
      };
      const onPong = (): void => done(true);
      const timer = setTimeout(() => done(false), timeoutMs);
      raw.once('pong', onPong);
      raw.ping();
    });
  }

  /** Closes the socket, also one that is still being opened; resolves when it is gone. */
  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async shut(): Promise<void> {
    const connection = this.connection;
    if (connection === undefined) return;
    const raw = this.raw();
    // A paused socket would not see the answer to its close frame.
    raw?.resume();
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        raw?.terminate();
        resolve();
      }, CLOSE_GRACE_MS);
    });
    await Promise.race([connection.dispose(), grace]);
    clearTimeout(timer);
  }

  /** The settings of a turn and its text are sent one right after the other: they share a packet, and a call of the system. */
  private sendTogether(): void {
    const socket = this.raw()?._socket;
    if (!socket) return;
    socket.cork();
    // After all that is done in promises.
    process.nextTick(() => socket.uncork());
  }

  /** What came in the same packet as the first audio of a turn is taken apart a turn of the loop later: the listener goes first. */
  private letFirstAudioPass(): void {
    const raw = this.raw();
    const take = raw?.onmessage?.bind(raw);
    if (!raw || !take) return;
    let held: Parameters<MessageHandler>[0][] | undefined;
    const handOn = (): void => {
      const events = held ?? [];
      held = undefined;
      for (const event of events) take(event);
    };
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- in the place of the SDK's own, not beside it
    raw.onmessage = (event) => {
      // What a connection had left when it was reset comes right before its end, for which the SDK takes its queue away: it would throw.
      if (raw.readyState !== raw.OPEN) return;
      if (held !== undefined) {
        held.push(event);
        return;
      }
      take(event);
      if (this.hasAudio || typeof event.data === 'string') return;
      this.hasAudio = true;
      held = [];
      setImmediate(handOn);
    };
  }

  private raw(): RawSocket | undefined {
    const { privConnectionMessageAdapter: adapter } = (this.connection ?? {}) as {
      privConnectionMessageAdapter?: { privWebsocketClient?: RawSocket | null };
    };
    return adapter?.privWebsocketClient ?? undefined;
  }

  /** Takes the audio out of a message, so that the SDK, which keeps what it gets, keeps only an empty buffer per chunk. */
  private observe(message: ConnectionMessage): ConnectionMessage {
    // Without a message the queue was drained because the connection closed.
    if (message === undefined) return message;
    this.listener?.onMessage();
    const body: unknown = message.body;
    if (typeof body === 'string') {
      if (body.includes('"SessionEnd"')) this.observeSessionEnd(body);
      if (headerOf(message, 'path') === 'turn.end' && headerOf(message, 'x-requestid') === this.requestId) {
        this.betweenTurns = Promise.withResolvers();
        this.betweenTurns.promise.catch(() => {});
      }
      return message;
    }
    if (!(body instanceof ArrayBuffer) || body.byteLength === 0) return message;
    const token = new ArrayBuffer(0);
    this.payloads.set(token, body);
    return Object.create(message, { body: { value: token }, binaryBody: { value: token } }) as ConnectionMessage;
  }

  private observeSessionEnd(body: string): void {
    const metadata = sessionEndSchema.safeParse(parseJson(body)).data?.Metadata;
    const offset = metadata?.find(({ Type }) => Type === 'SessionEnd')?.Data?.Offset;
    if (offset !== undefined) this.listener?.onSessionEnd(offset / TICKS_PER_MS);
  }
}

/** The SDK's synthesizer, with its connection in view and its output format free to change from turn to turn. */
export class LinkedSynthesizer extends SpeechSynthesizer {
  /** Set by `createSynthesisAdapter`, which the base constructor calls. */
  declare link: SpeechLink;

  constructor(config: SpeechConfig) {
    // The WebSocket of Node 24 neither tells why a handshake failed (401 and no route look the same) nor gives up on a peer that
    // does not answer a close frame; the SDK's other client, `ws`, does both.
    WebsocketMessageAdapter.forceNpmWebSocket = true;
    super(config, null);
  }

  /** @param streamingFormat an Azure format name without a header, for example `raw-24khz-16bit-mono-pcm` */
  setStreamingFormat(streamingFormat: string): void {
    const format = AudioOutputFormatImpl.fromSpeechSynthesisOutputFormatString(streamingFormat);
    // The SDK takes a name it does not know for 16 kHz RIFF.
    if (format.requestAudioFormatString !== streamingFormat || format.hasHeader) {
      throw new TypeError(`Not a streaming format of the Speech SDK: ${streamingFormat}`);
    }
    this.privAdapter.audioOutputFormat = format;
  }

  protected override createSynthesisAdapter(
    authentication: IAuthentication,
    connectionFactory: ISynthesisConnectionFactory,
    synthesizerConfig: SynthesizerConfig,
  ): SynthesisAdapterBase {
    this.link = new SpeechLink(connectionFactory);
    return super.createSynthesisAdapter(authentication, this.link, synthesizerConfig);
  }
}

/** The connection that the SDK's own factory makes, except for the question where to. */
function connectionTo(
  target: URL,
  ...[config, authInfo, connectionId]: Parameters<ISynthesisConnectionFactory['create']>
): IConnection {
  const { parameters } = config;
  parameters.setProperty(PropertyId.SpeechServiceConnection_Url, target.href);
  const headers: Record<string, string> = {};
  if (authInfo.token !== '') headers[authInfo.headerName] = authInfo.token;
  if (connectionId !== undefined) headers['X-ConnectionId'] = connectionId;
  const proxy = ProxyInfo.fromParameters(parameters);
  return new WebsocketConnection(target.href, {}, headers, new WebsocketMessageFormatter(), proxy, false, connectionId);
}

function headerOf(message: ConnectionMessage, name: string): string | undefined {
  return Object.entries(message.headers)
    .find(([key]) => key.toLowerCase() === name)?.[1]
    .toLowerCase();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // The SDK meets the same text next and stops there; the deadline of the turn ends it.
  }
}

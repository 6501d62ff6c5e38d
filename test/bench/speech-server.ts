/** The speech service of `speech.bench.ts`, in a process of its own: one endpoint for the API, one for the bare SDK. */
import { setTimeout as delay } from 'node:timers/promises';
import { type ServedTurn, SpeechProtocolServer } from '../../libs/speech/testing/speech-protocol-server.ts';
import { now } from './now.ts';

/** 100 ms of 24 kHz PCM. */
const CHUNK = new Uint8Array(4800);

export interface SpeechServerOrder {
  /** Before the first audio of each turn. */
  readonly firstByteMs: number;
  /** Chunks of 100 ms each, as fast as they can be sent; -1 sends one and waits for the client to go. */
  readonly chunks: number;
  /** Base64 of the audio that is sent first, in place of a chunk. */
  readonly start?: string;
}

export interface ServedTimes {
  /** The first number in its text. */
  readonly label: number;
  readonly askedAt: number;
  readonly answeredAt: number;
}

export interface SpeechServerState {
  readonly api: string;
  readonly bare: string;
  readonly openApiSockets: number;
  readonly mostApiSockets: number;
  /** When each turn was asked for, and when its first audio was sent, since the last question; milliseconds since the epoch. */
  readonly turns: readonly ServedTimes[];
  /** When turns of the API were cut off before their end, in milliseconds since the epoch. */
  readonly cutAt: readonly number[];
}

const api = await SpeechProtocolServer.start();
const bare = await SpeechProtocolServer.start();
let order: SpeechServerOrder = { firstByteMs: 0, chunks: 4 };
const cutAt: number[] = [];
const turns: ServedTimes[] = [];

async function speak(turn: ServedTurn): Promise<void> {
  const askedAt = now();
  const { firstByteMs, chunks, start } = order;
  let ended = false;
  const noteEnd = async (): Promise<void> => {
    await turn.closed;
    if (!ended) cutAt.push(now());
  };
  void noteEnd();
  turn.start();
  turn.response();
  if (firstByteMs > 0) await delay(firstByteMs);
  turns.push({ label: Number(/>[^<\d]*(\d+)/.exec(turn.ssml)?.[1]), askedAt, answeredAt: now() });
  if (chunks < 0) {
    turn.audio(CHUNK);
    return;
  }
  if (start !== undefined) turn.audio(Buffer.from(start, 'base64'));
  for (let sent = start === undefined ? 0 : 1; sent < chunks; sent++) turn.audio(CHUNK);
  ended = true;
  turn.end();
}

for (const server of [api, bare]) server.behaviour = speak;

process.on('message', (message: SpeechServerOrder | 'state') => {
  if (message !== 'state') order = message;
  else api.turns.length = bare.turns.length = 0;
  const state: SpeechServerState = {
    api: api.url,
    bare: bare.url,
    openApiSockets: api.openSockets,
    mostApiSockets: api.mostSockets,
    turns: turns.splice(0),
    cutAt: cutAt.splice(0),
  };
  process.send?.(state);
});
process.once('disconnect', () => process.exit(0));

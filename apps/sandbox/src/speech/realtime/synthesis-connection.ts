import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { FaultEffect } from '../../faults/fault-plan.ts';
import { delay } from '../../faults/http-faults.ts';
import type { Narration } from '../narrator.ts';
import { findOutputFormat, type OutputFormat } from '../output-format.ts';
import { SsmlError } from '../ssml/ssml.ts';
import type { SpokenChunk } from '../voice/messages.ts';
import { readTextFrame, writeAudioFrame, writeTextFrame } from './frames.ts';
import { chunkMetadata, sessionEnd } from './metadata.ts';
import { MAX_SSML_BYTES, MAX_AUDIO_MS } from './limits.ts';
import { readSynthesisContext, type SynthesisContext } from './synthesis-context.ts';
import type { WebSocketParts } from './websocket-parts.ts';

/** Bytes of audio in a frame: 100 ms of 24 kHz PCM, so that even short speech arrives in several frames. */
const FRAME_BYTES = 4800;

/** "Invalid frame payload data" (RFC 6455): what the service closes with when the request is at fault. */
const BAD_REQUEST = 1007;
const POLICY_VIOLATION = 1008;
const INTERNAL_ERROR = 1011;
/** A close reason is at most 123 bytes (RFC 6455). */
const MAX_REASON_BYTES = 123;

/** One client: one turn after the other, each from a context and an SSML document. */
export class SynthesisConnection {
  private context: SynthesisContext | undefined;
  private turns: Promise<void> = Promise.resolve();
  private current: AbortController | undefined;
  private isGone = false;

  constructor(
    private readonly client: WebSocket,
    private readonly parts: WebSocketParts,
    /** By which endpoint its voices speak. */
    private readonly deploymentId?: string,
  ) {}

  receive(message: string): void {
    const frame = readTextFrame(message);
    if (frame === undefined) return this.end(BAD_REQUEST, 'The message is not valid.');
    switch (frame.path) {
      case 'speech.config':
        return undefined;
      case 'synthesis.context':
        this.context = readSynthesisContext(frame.body);
        if (this.context === undefined) this.end(BAD_REQUEST, 'The synthesis context is not valid.');
        return undefined;
      case 'ssml': {
        const { context } = this;
        if (context === undefined) return this.end(BAD_REQUEST, 'There is no synthesis context.');
        this.turns = this.turns.then(() => this.answer(frame.requestId, frame.body, context));
        return undefined;
      }
      case 'synthesis.control':
        this.current?.abort();
        return undefined;
      default:
        // Among others text.piece and text.end: the sandbox takes whole documents only.
        return this.end(BAD_REQUEST, `The path ${frame.path} is not supported.`);
    }
  }

  /** The token that the connection was opened with has expired. That the service closes like this is UNVERIFIED. */
  expire(): void {
    this.end(POLICY_VIOLATION, 'The access token has expired.');
  }

  gone(): void {
    this.isGone = true;
    this.current?.abort();
  }

  private async answer(requestId: string, ssml: string, context: SynthesisContext): Promise<void> {
    if (this.isGone) return;
    try {
      if (Buffer.byteLength(ssml) > MAX_SSML_BYTES) throw new SsmlError('The SSML is larger than 64 KB.');
      const format = findOutputFormat(context.outputFormat);
      if (format === undefined) throw new SsmlError('Unsupported audio format.');
      const narration = this.parts.narrator.prepare(ssml, () => this.deploymentId);
      await this.speak(requestId, narration, format, context);
    } catch (error) {
      if (error instanceof SsmlError) return this.end(BAD_REQUEST, error.message);
      this.parts.log('speech: a turn failed', { error: error instanceof Error ? error.message : String(error) });
      this.end(INTERNAL_ERROR, 'Internal server error.');
    }
  }

  private async speak(
    requestId: string,
    narration: Narration,
    format: OutputFormat,
    context: SynthesisContext,
  ): Promise<void> {
    const { clock, faults, log, narrator } = this.parts;
    const subject = narration.voice.speakerProfileId ?? narration.voice.name;
    const effect = faults.take('speech', 'ws-turn', subject);
    if (effect !== undefined) log('speech: a scripted fault applies', { operation: 'ws-turn', fault: effect.kind });
    if (effect?.kind === 'latency') await delay(clock, effect.ms);
    if (effect !== undefined && happensAt(effect) === 'start') return this.happen(effect);
    const turn = new AbortController();
    this.current = turn;
    const streamId = randomUUID().replaceAll('-', '').toUpperCase();
    let interrupted = false;
    this.client.send(writeTextFrame('turn.start', requestId, { context: { serviceTag: streamId.toLowerCase() } }));
    // Without it the Speech SDK drops all audio that follows, and waits forever.
    const unannounced = faults.take('speech', 'ws-response', subject);
    if (unannounced === undefined) {
      this.client.send(
        writeTextFrame('response', requestId, {
          context: { serviceTag: streamId.toLowerCase() },
          audio: { type: 'inline', streamId },
        }),
      );
    } else log('speech: a scripted fault applies', { operation: 'ws-response', fault: unannounced.kind });
    const sendChunk = (chunk: SpokenChunk): void => {
      if (turn.signal.aborted || interrupted) return;
      const metadata = chunkMetadata(chunk, context, narration);
      if (metadata.length > 0) this.client.send(writeTextFrame('audio.metadata', requestId, { Metadata: metadata }));
      for (let at = 0; at < chunk.audio.length; at += FRAME_BYTES) {
        const payload = chunk.audio.subarray(at, at + FRAME_BYTES);
        this.client.send(writeAudioFrame(requestId, streamId, format.contentType, payload));
        if (effect === undefined || happensAt(effect) !== 'first audio') continue;
        interrupted = true;
        turn.abort();
        this.happen(effect);
        return;
      }
    };
    const total = await narrator.narrate(narration, format, sendChunk, {
      signal: turn.signal,
      longestMs: MAX_AUDIO_MS,
    });
    this.current = undefined;
    if (interrupted || this.isGone) return;
    if (effect !== undefined && happensAt(effect) === 'end') return this.happen(effect);
    if (context.sessionEnd) {
      const reported = sessionEnd(total.durationMs * this.parts.durationFactor());
      this.client.send(writeTextFrame('audio.metadata', requestId, { Metadata: [reported] }));
    }
    this.client.send(writeTextFrame('turn.end', requestId, {}));
    if (!turn.signal.aborted) this.parts.countEffective('ws-turn');
  }

  private happen(effect: FaultEffect): void {
    switch (effect.kind) {
      case 'close':
        return this.end(effect.code, effect.reason ?? '');
      case 'drop':
        return this.client.terminate();
      case 'error': {
        const code = effect.status === 429 ? 4429 : (effect.status ?? 500) < 500 ? BAD_REQUEST : INTERNAL_ERROR;
        return this.end(code, effect.message ?? 'A scripted fault.');
      }
      case 'hang':
      case 'latency':
      case 'duplicate':
      case 'fail-job':
      case 'stall-job':
        return undefined;
    }
  }

  private end(code: number, reason: string): void {
    this.current?.abort();
    this.client.close(code, Buffer.from(reason).subarray(0, MAX_REASON_BYTES));
  }
}

function happensAt(effect: FaultEffect): 'start' | 'first audio' | 'end' | 'never' {
  switch (effect.kind) {
    case 'error':
      return 'start';
    case 'close':
      return effect.after === 'first-byte' ? 'first audio' : 'start';
    case 'hang':
    case 'drop':
      return effect.after === 'first-byte' ? 'first audio' : effect.after === 'work' ? 'end' : 'start';
    case 'latency':
    case 'duplicate':
    case 'fail-job':
    case 'stall-job':
      return 'never';
  }
}

import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { INVALID_SPAN_CONTEXT, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ExportResult } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import type { AnswerPolicy } from './answer-policy.ts';
import type { EnvelopeText } from './envelope-text.ts';
import type { ReadableSpan, SpanTarget } from './exporter-set.ts';
import { partsOf, type Piece, TextBlocks } from './text-blocks.ts';

const compressed = promisify(gzip);
const OPEN = Buffer.from('[');
const CLOSE = Buffer.from(']');

/** What the exporter is given to send, in place of which its policy sends the batch. */
const PLACEHOLDER: ReadableSpan = {
  name: 'placeholder',
  kind: SpanKind.INTERNAL,
  spanContext: () => INVALID_SPAN_CONTEXT,
  startTime: [0, 0],
  endTime: [0, 0],
  duration: [0, 0],
  ended: true,
  status: { code: SpanStatusCode.UNSET },
  attributes: {},
  links: [],
  events: [],
  resource: emptyResource(),
  instrumentationScope: { name: '' },
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
};

/** Microsoft's exporter of spans. */
interface Transport {
  export(spans: ReadableSpan[], done: (result: ExportResult) => void): unknown;
  shutdown(): Promise<void>;
}

/**
 * Sends spans to Application Insights. Each is written when it is kept, so that its bytes are all that waits for the next batch. Microsoft's exporter is the
 * transport: it authenticates, and follows redirects within the ingestion only. See ADR 171.
 */
export class EnvelopeSender implements SpanTarget<Piece> {
  readonly #blocks = new TextBlocks();

  constructor(
    private readonly text: EnvelopeText,
    private readonly transport: Transport,
    private readonly policy: AnswerPolicy,
  ) {}

  /** Bytes, because a text that is put together from others keeps each of them. Each has the comma before it, so that a block is a part of the batch as it is. */
  of(span: ReadableSpan): Piece {
    return this.#blocks.add(`,${this.text.of(span)}`);
  }

  async export(pieces: Piece[], done: (result: ExportResult) => void): Promise<void> {
    const [first, ...others] = partsOf(pieces);
    const list = Buffer.concat([OPEN, ...(first ? [first.subarray(1)] : []), ...others, CLOSE]);
    // The fastest level: the text repeats itself so much that others save little more.
    const body = await compressed(list, { level: constants.Z_BEST_SPEED });
    await this.policy.during((told) => this.transport.export([PLACEHOLDER], told), done, body);
  }

  shutdown(): Promise<void> {
    return this.transport.shutdown();
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import type { AzureMonitorExporterOptions } from '@azure/monitor-opentelemetry-exporter';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { EXPORT_TIMEOUT_MS } from './export-queue.ts';

type Policy = NonNullable<AzureMonitorExporterOptions['additionalPolicies']>[number]['policy'];

/** The requests of one export. */
interface Export {
  /** Sent in place of what the exporter has written, compressed by gzip. */
  readonly body?: Uint8Array | undefined;
  failure?: Error;
}

/**
 * Notes what came of each export, and limits how long its requests take. An export that was given up may be answered while the next one waits. It can
 * give the requests another body.
 */
export class AnswerPolicy implements Policy {
  readonly name = 'answer';
  readonly #exports = new AsyncLocalStorage<Export>();

  /**
   * Runs `send`, an export, with this body.
   * @returns `done` of that export: without its storage the exporter says success for what it cannot send, for example after 403 and 429, so that what the
   * ingestion has answered counts
   */
  during(
    send: (done: (result: ExportResult) => void) => unknown,
    done: (result: ExportResult) => void,
    body?: Uint8Array,
  ): unknown {
    const current: Export = { body };
    return this.#exports.run(current, () =>
      send((result) => {
        const { failure } = current;
        done(failure ? { code: ExportResultCode.FAILED, error: failure } : result);
      }),
    );
  }

  async sendRequest(...[request, next]: Parameters<Policy['sendRequest']>): ReturnType<Policy['sendRequest']> {
    request.timeout = EXPORT_TIMEOUT_MS;
    const current: Export = this.#exports.getStore() ?? {};
    delete current.failure;
    if (current.body) {
      request.body = current.body;
      request.headers.set('Content-Encoding', 'gzip');
    }
    try {
      const response = await next(request);
      const { status, bodyAsText } = response;
      if (status !== 200)
        current.failure = Object.assign(new Error('refused'), { statusCode: status, ...lostOf(status, bodyAsText) });
      return response;
    } catch (error) {
      current.failure = error instanceof Error ? error : new Error('failed');
      throw error;
    }
  }
}

/** Of a batch that was taken in part, how many items were not. */
function lostOf(status: number, body: string | null | undefined): { readonly lost?: number } {
  if (status !== 206) return {};
  const { itemsReceived, itemsAccepted } = JSON.parse(body ?? '{}') as {
    itemsReceived?: number;
    itemsAccepted?: number;
  };
  return itemsReceived === undefined || itemsAccepted === undefined ? {} : { lost: itemsReceived - itemsAccepted };
}

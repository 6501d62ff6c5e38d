import { Readable } from 'node:stream';
import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  HttpStatus,
  Injectable,
  type NestInterceptor,
  StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiPartialContentResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { binaryContent } from '../openapi/binary-content.ts';
import { IF_MATCH, IF_NONE_MATCH, IF_RANGE, RANGE } from '../openapi/request-headers.ts';
import { headers, type ResponseHeader } from '../openapi/response-headers.ts';
import { OpenAnswers } from '../open-answers/open-answers.ts';
import type { HandlerDecorator } from './answer.ts';
import type { ByteRange } from './byte-range.ts';
import { isNotModified, requestedRange } from './conditions.ts';
import { entityTag } from './entity-tag.ts';

/** A file that never changes. */
export interface Download {
  /** Its checksum. */
  readonly tag: string;
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly fileName: string;
  /** Beside those that every file has, also where nothing of it is sent. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Called when the last byte of all of it was sent: not after a range, HEAD, a condition, or a connection that broke. Does not fail. */
  onSent?(this: void): Promise<void>;
  /** @param cut resets the connection */
  read(range: ByteRange | undefined, cut: () => void): Promise<AsyncIterable<Uint8Array>>;
}

@Injectable()
class DownloadInterceptor implements NestInterceptor {
  constructor(private readonly openAnswers: OpenAnswers) {}

  intercept(context: ExecutionContext, next: CallHandler<Download>): Observable<unknown> {
    const http = context.switchToHttp();
    return next
      .handle()
      .pipe(mergeMap((download) => this.answer(download, http.getRequest<FastifyRequest>(), http.getResponse())));
  }

  /** @throws ServiceError `etag-mismatch`, `range-not-satisfiable`, `too-many-open-requests` */
  private async answer(
    download: Download,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const { sizeBytes, contentType: type } = download;
    const etag = entityTag(download.tag);
    // A cache has to ask each time, since whether it may be handed out can change.
    void reply.header('etag', etag).header('cache-control', 'private, no-cache');
    const notModified = isNotModified(request, etag);
    if (notModified) void reply.status(HttpStatus.NOT_MODIFIED);
    else {
      void reply
        .header('accept-ranges', 'bytes')
        .header('content-disposition', `attachment; filename="${download.fileName}"`);
    }
    if (request.method === 'HEAD' || notModified) {
      void reply.headers({ ...download.headers });
      // The length is that of the file, also where nothing of it is sent.
      return request.method === 'HEAD' ? new StreamableFile(Readable.from([]), { type, length: sizeBytes }) : undefined;
    }
    void reply.header('content-range', `bytes */${sizeBytes}`);
    const range = requestedRange(request, etag, sizeBytes);
    void reply.removeHeader('content-range').headers({ ...download.headers });
    const { cut, closed } = this.openAnswers.open('downloads', request, reply);
    const content = await download.read(range, cut);
    if (range) {
      void reply
        .status(HttpStatus.PARTIAL_CONTENT)
        .header('content-range', `bytes ${range.first}-${range.last}/${sizeBytes}`);
    }
    if (!range && download.onSent)
      void closed.then(() => (reply.raw.writableFinished ? download.onSent?.() : undefined));
    const length = range ? range.last - range.first + 1 : sizeBytes;
    return new StreamableFile(Readable.from(content, { objectMode: false }), { type, length });
  }
}

const DOWNLOAD_HEADERS = ['ETag', 'Accept-Ranges', 'Content-Disposition'] as const;

/**
 * Answers with the file that the handler returns, or a range of it; with 304 where the caller has it already.
 * @param more headers of the handler's files
 */
export function AnswersDownload(
  mediaTypes: readonly string[],
  ...more: readonly ResponseHeader[]
): HandlerDecorator<Download> {
  const content = binaryContent(mediaTypes);
  const names = [...DOWNLOAD_HEADERS, ...more];
  return applyDecorators(
    ...[IF_NONE_MATCH, IF_MATCH, RANGE, IF_RANGE].map((header) => ApiHeader(header)),
    ApiOkResponse({ content, description: 'The whole file', headers: headers(...names) }),
    // No 304: beside an answer that is not JSON, Kiota makes a method of it that returns nothing.
    ApiPartialContentResponse({
      content,
      description: 'The requested range of the file',
      headers: headers('Content-Range', ...names),
    }),
    UseInterceptors(DownloadInterceptor),
  );
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Page } from '#documents';

export interface PageView<V> {
  readonly data: readonly V[];
  readonly hasMore: boolean;
  readonly next: string | null;
}

/** The page as it is answered; where there is a next one, the Link header points to it. */
export function pageView<D, V>(
  page: Page<D>,
  view: (document: D) => V,
  request: FastifyRequest,
  reply: FastifyReply,
): PageView<V> {
  if (page.next !== undefined) {
    const [path, search] = request.url.split('?', 2);
    const query = new URLSearchParams(search);
    query.set('after', page.next);
    void reply.header('link', `<${path}?${query.toString()}>; rel="next"`);
  }
  return { data: page.data.map(view), hasMore: page.next !== undefined, next: page.next ?? null };
}

/** The document's ETag as HTTP wants it. */
export function entityTag(etag: string): string {
  return `"${etag.replaceAll('"', '')}"`;
}

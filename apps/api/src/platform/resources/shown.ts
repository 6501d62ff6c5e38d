import type { Page } from '#documents';
import { isHidden, ServiceError, type Synthesis, type Upload } from '#domain';

/** What was read. @throws ServiceError `not-found` for what only a legal hold keeps, as if it did not exist */
export function shown<D extends Upload | Synthesis>(document: D): D {
  if (!isHidden(document, Date.now())) return document;
  throw new ServiceError('not-found', `The ${document.kind} ${document.id} does not exist.`);
}

/** Without what only legal holds keep: such a page may be shorter than its limit. */
export function shownPage<D extends Upload | Synthesis>(page: Page<D>): Page<D> {
  const now = Date.now();
  return { ...page, data: page.data.filter((document) => !isHidden(document, now)) };
}

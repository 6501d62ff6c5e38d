import { createHash } from 'node:crypto';
import type { StateArea } from '../../data/state-store.ts';
import { ApiError } from '../rest/api-error.ts';
import type { RestAnswer, RestCall } from '../rest/call.ts';
import { pageOf } from '../paging.ts';
import { parseFilter } from './filter.ts';

/** The resources of one kind, in the order in which they were made. */
export class Collection<T extends { readonly id: string }> {
  private readonly byId = new Map<string, T>();

  constructor(
    /** For messages: `consent`. */
    private readonly noun: string,
    /** What the API does not show. */
    private readonly hidden: readonly (keyof T & string)[],
    private readonly kept: StateArea<T>,
  ) {}

  /** What was kept, without its functions. The caller adds it. */
  load(): T[] {
    return this.kept.load().map(({ fields }) => fields);
  }

  find(id: string): T | undefined {
    return this.byId.get(id);
  }

  /** @throws ApiError 404 */
  get(id: string): T {
    const resource = this.byId.get(id);
    if (resource === undefined) throw new ApiError('NotFound', `The ${this.noun} does not exist.`);
    return resource;
  }

  add(resource: T): void {
    this.byId.set(resource.id, resource);
    this.kept.put(resource.id, resource);
  }

  /** Keeps a resource as it is now, unless it was deleted meanwhile. */
  changed(resource: T): void {
    if (this.byId.get(resource.id) === resource) this.kept.put(resource.id, resource);
  }

  delete(id: string): T | undefined {
    const resource = this.byId.get(id);
    this.byId.delete(id);
    this.kept.delete(id);
    return resource;
  }

  all(): readonly T[] {
    return [...this.byId.values()];
  }

  /** As the API shows it. */
  private view(resource: T): object {
    const hidden: readonly string[] = this.hidden;
    return Object.fromEntries(Object.entries(resource).filter(([name]) => !hidden.includes(name)));
  }

  answer(id: string): RestAnswer {
    return { status: 200, body: this.view(this.get(id)) };
  }

  list(call: RestCall): RestAnswer {
    const passes = parseFilter(call.url.searchParams.get('filter'));
    const views = this.all().map((resource) => this.view(resource));
    return { status: 200, body: pageOf(views.filter(passes), call.url) };
  }
}

/** Equal for requests that ask for the same. Not of the bytes: a multipart boundary differs between two identical requests. */
export function digestOf(operation: string, id: string, fields: unknown, files: readonly Uint8Array[] = []): string {
  const hash = createHash('sha256').update(JSON.stringify([operation, id, sorted(fields)]));
  for (const file of files) hash.update(`|${file.length}|`).update(file);
  return hash.digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** ISO 8601 with seconds, as the examples of the OpenAPI files write it, plus milliseconds. */
export function timestamp(atMs: number): string {
  return new Date(atMs).toISOString();
}

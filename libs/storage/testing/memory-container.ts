import type { Container, Database } from '@azure/cosmos';

export interface MemoryItem {
  readonly id: string;
  readonly partitionKey: string;
  readonly [property: string]: unknown;
}

export type StoredItem = MemoryItem & { readonly _etag: string };

interface Options {
  readonly accessCondition?: { readonly type: string; readonly condition: string };
}

interface Query {
  readonly query: string;
  readonly parameters?: readonly { readonly name: string; readonly value: unknown }[];
}

type PatchOperation = { readonly op: 'set' | 'remove'; readonly path: string; readonly value?: unknown };

/** What a container holds: two views of it share this. */
export class MemoryData {
  readonly stored = new Map<string, StoredItem>();
  writes = 0;
}

/** As much of a Cosmos DB container as stores use: create, conditional reads and writes by id, simple queries. Counts its calls. */
export class MemoryContainer {
  readonly items = {
    create: (item: MemoryItem) =>
      this.call('create', () => {
        if (this.data.stored.has(item.id)) throw failure(409);
        return this.write(item);
      }),
    /** Of all partitions, unless one is given. */
    query: (query: Query, { partitionKey }: { partitionKey?: string } = {}) => ({
      fetchAll: () =>
        this.call('query', () => {
          const found = this.select(query, (item) => partitionKey === undefined || item.partitionKey === partitionKey);
          return { resources: found, requestCharge: QUERY_CHARGE };
        }),
    }),
  };
  /** Thrown by the next calls, in order. */
  readonly failures: Error[] = [];
  calls = 0;

  constructor(protected readonly data = new MemoryData()) {}

  get stored(): Map<string, StoredItem> {
    return this.data.stored;
  }

  get asContainer(): Container {
    return asContainer(this);
  }

  item(id: string, partitionKey: string) {
    return {
      read: () =>
        this.call('read', () => {
          const found = this.data.stored.get(id);
          if (found && found.partitionKey !== partitionKey) throw new Error(`${id} is in another partition`);
          return { resource: found, etag: found?._etag };
        }),
      replace: (item: MemoryItem, options: Options = {}) =>
        this.call('replace', () => {
          this.check(id, options);
          return this.write(item);
        }),
      patch: (operations: readonly PatchOperation[], options: Options = {}) =>
        this.call('patch', () => this.write(patched(this.check(id, options), operations))),
      delete: (options: Options = {}) =>
        this.call('delete', () => {
          this.check(id, options);
          this.data.stored.delete(id);
          return {};
        }),
    };
  }

  /** Answers later, as a network would: others get their turn in between. */
  protected async call<R>(_operation: string, fn: () => R): Promise<R> {
    this.calls += 1;
    await Promise.resolve();
    const thrown = this.failures.shift();
    if (thrown) throw thrown;
    return fn();
  }

  protected check(id: string, { accessCondition }: Options): StoredItem {
    const found = this.data.stored.get(id);
    if (!found) throw failure(404);
    if (accessCondition && accessCondition.condition !== found._etag) throw failure(412);
    return found;
  }

  protected write(item: MemoryItem): { etag: string } {
    this.data.writes += 1;
    const etag = `"${this.data.writes}"`;
    // Frozen, not copied for each reader: a reader that changes it gets a TypeError.
    this.data.stored.set(item.id, frozen({ ...copyOf(item), _etag: etag }));
    return { etag };
  }

  /** What queries look through. */
  protected all(): Iterable<StoredItem> {
    return this.data.stored.values();
  }

  private select({ query, parameters = [] }: Query, isAsked: Condition): object[] {
    const [, top = '1000', fields = '*', where = '', orderBy, order = 'ASC'] =
      /^SELECT (?:TOP (\d+) )?(.+?) FROM c WHERE (.+?)(?: ORDER BY c\.(\w+)(?: (ASC|DESC))?)?$/.exec(query) ?? [];
    const values = new Map(parameters.map(({ name, value }) => [name, value]));
    const holds = conditionOf(where, values);
    const found = [...this.all()].filter((item) => isAsked(item) && holds(item));
    const sign = order === 'DESC' ? -1 : 1;
    if (orderBy !== undefined) {
      found.sort((one, other) => (String(one[orderBy]) < String(other[orderBy]) ? -sign : sign));
    }
    return found.slice(0, Number(top)).map((item) => projected(item, fields));
  }
}

/** Request units of each query. */
const QUERY_CHARGE = 3;

const COMPARISONS = {
  '=': (one: string, other: string) => one === other,
  '!=': (one: string, other: string) => one !== other,
  '<': (one: string, other: string) => one < other,
  '<=': (one: string, other: string) => one <= other,
  '>': (one: string, other: string) => one > other,
  '>=': (one: string, other: string) => one >= other,
};

type Condition = (item: StoredItem) => boolean;

/** The few forms that stores use. A property that is not there makes a comparison false, as in Cosmos DB. */
function conditionOf(condition: string, values: ReadonlyMap<string, unknown>): Condition {
  const alternatives = parted(condition, ' OR ').map((part) => parted(part, ' AND '));
  const [[only = '', ...others] = [], ...moreAlternatives] = alternatives;
  if (others.length + moreAlternatives.length > 0) {
    const judges = alternatives.map((parts) => parts.map((part) => conditionOf(part, values)));
    return (item) => judges.some((all) => all.every((holds) => holds(item)));
  }
  const [, inner] = /^\((.+)\)$/.exec(only) ?? [];
  if (inner !== undefined) return conditionOf(inner, values);
  const [, absent] = /^NOT IS_DEFINED\(c\.([\w.]+)\)$/.exec(condition) ?? [];
  if (absent) return (item) => valueAt(item, absent) === undefined;
  const [, started, begin] = /^NOT STARTSWITH\(c\.([\w.]+), '([\w.-]*)'\)$/.exec(condition) ?? [];
  if (started && begin !== undefined) {
    return (item) => {
      const text = valueAt(item, started);
      return typeof text === 'string' && !text.startsWith(begin);
    };
  }
  const [, present] = /^IS_DEFINED\(c\.([\w.]+)\)$/.exec(condition) ?? [];
  if (present) return (item) => valueAt(item, present) !== undefined;
  const [, list, member] = /^ARRAY_CONTAINS\((@\w+), c\.([\w.]+)\)$/.exec(condition) ?? [];
  if (list && member) return (item) => (values.get(list) as unknown[]).includes(valueAt(item, member));
  const [, unlisted, other] = /^NOT ARRAY_CONTAINS\((@\w+), c\.([\w.]+)\)$/.exec(condition) ?? [];
  if (unlisted && other) return (item) => !(values.get(unlisted) as unknown[]).includes(valueAt(item, other));
  const [, array, element] = /^ARRAY_CONTAINS\(c\.([\w.]+), (@\w+)\)$/.exec(condition) ?? [];
  if (array && element) {
    return (item) => (valueAt(item, array) as unknown[] | undefined)?.includes(values.get(element)) === true;
  }
  const [, property, operator, parameter] = /^c\.([\w.]+) (=|!=|<=|>=|<|>) (@\w+|'\w*')$/.exec(condition) ?? [];
  if (!property || !parameter) throw new Error(`not a condition that this container knows: ${condition}`);
  const value = parameter.startsWith('@') ? (values.get(parameter) as string) : parameter.slice(1, -1);
  return (item) => {
    const actual = valueAt(item, property) as string | undefined;
    if (actual === undefined) return false;
    return COMPARISONS[operator as keyof typeof COMPARISONS](actual, value);
  };
}

/** `*`, or properties with commas between them, as `c.kind, c.failure.code AS code`. */
function projected(item: StoredItem, fields: string): object {
  if (fields === '*') return item;
  const members = fields.split(', ').flatMap((field) => {
    const [, path = '', name = path] = /^c\.([\w.]+)(?: AS (\w+))?$/.exec(field) ?? [];
    const value = valueAt(item, path);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(members);
}

/** The parts between the separators that are in no parentheses. */
function parted(condition: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < condition.length; at += 1) {
    if (condition[at] === '(') depth += 1;
    if (condition[at] === ')') depth -= 1;
    if (depth > 0 || !condition.startsWith(separator, at)) continue;
    parts.push(condition.slice(from, at));
    from = at + separator.length;
  }
  return [...parts, condition.slice(from)];
}

function valueAt(item: MemoryItem, path: string): unknown {
  return path.split('.').reduce<unknown>((whole, name) => (whole as MemoryItem | undefined)?.[name], item);
}

function patched(item: MemoryItem, operations: readonly PatchOperation[]): MemoryItem {
  const changed: Record<string, unknown> = { ...item };
  for (const { op, path, value } of operations) {
    const name = path.slice(1);
    if (op === 'set') changed[name] = value;
    // Removing what is not there is an error in Cosmos DB too.
    else if (!(name in changed)) throw failure(400);
    else delete changed[name];
  }
  return changed as MemoryItem;
}

function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part as object);
  return Object.freeze(value);
}

/** What the network makes of it. */
function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** A double of a container, as what stores take. */
export function asContainer(double: {
  item?(id: string, partitionKey: string): object;
  readonly items: object;
}): Container {
  const container: unknown = double;
  return container as Container;
}

/** A double of a database, as what looks after one takes. */
export function asDatabase(double: { container(id: string): object; readonly client?: object }): Database {
  const database: unknown = double;
  return database as Database;
}

export function failure(code: number): Error {
  return Object.assign(new Error(`status ${code}`), { code });
}

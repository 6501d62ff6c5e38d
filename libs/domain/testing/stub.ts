/** What a test gives of something that is not an object of parts of its own. */
type Whole = AbortSignal | Date | Uint8Array | ReadonlySet<unknown>;

/** A method of a double: of what it takes and answers, as much as the test needs. */
type Method<Given extends readonly unknown[], Answer> = {
  // A method, not a function: a double may take less than the method that it stands for.
  of(...given: Given): Answer extends Promise<infer Later> ? Promise<Parts<Later> | void> : Parts<Answer> | void;
}['of'];

/** As much of a T as a test gives. */
export type Parts<T> =
  T extends ReadonlyMap<infer Key, infer Value>
    ? ReadonlyMap<Key, Parts<Value>>
    : T extends Whole
      ? T
      : T extends (...given: infer Given) => infer Answer
        ? Method<Given, Answer>
        : T extends object
          ? { readonly [Name in keyof T]?: Parts<T[Name]> | undefined }
          : T;

/** What Node, Nest and Vitest ask any object for. */
const ASKED_OF_ALL: ReadonlySet<string> = new Set([
  'then',
  'toJSON',
  'asymmetricMatch',
  '$$typeof',
  'nodeType',
  'constructor',
  'onModuleInit',
  'onModuleDestroy',
  'onApplicationBootstrap',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
]);

/**
 * A T of which the test gives only the parts that the code under test uses. The parts are checked against the type of T.
 * @throws Error when the code uses a part that the test did not give
 */
export function stub<T extends object>(parts: NoInfer<Parts<T>>): T {
  const double: unknown = new Proxy<object>(parts, {
    get(given, name): unknown {
      if (typeof name === 'string' && !(name in given) && !ASKED_OF_ALL.has(name)) {
        throw new Error(`The code under test uses ${JSON.stringify(name)}, which the test did not give.`);
      }
      const part: unknown = Reflect.get(given, name);
      // A method of a class may use private members, which a proxy does not have.
      return typeof part === 'function' && !Object.hasOwn(given, name) ? part.bind(given) : part;
    },
  });
  return double as T;
}

// Loaded as it is, with types stripped, into threads too: only erasable syntax, and no imports of the project.

let offsetMs = 0;
let installed = false;

/**
 * Moves what `Date` says in this thread: `ms` ahead of the machine's clock (negative: behind). Timers go on as they were set, as they do
 * when a machine's clock is put right.
 */
export function moveDate(ms: number): void {
  offsetMs = ms;
  if (installed) return;
  installed = true;
  const machine = Date;
  const now = (): number => machine.now() + offsetMs;
  const moved: DateConstructor = new Proxy(machine, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(
        target,
        args.length === 0 ? [now()] : args,
        (newTarget as unknown) === moved ? target : newTarget,
      ) as object,
    apply: () => new machine(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
  });
  globalThis.Date = moved;
}

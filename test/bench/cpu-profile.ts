/** As much of V8's CPU profile as is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface PackageShares {
  /** Milliseconds of each package, of the product's own folders, and of what has no file. */
  readonly packages: ReadonlyMap<string, number>;
  /** Without the time in which nothing was to be done. */
  readonly busyMs: number;
}

const IDLE: ReadonlySet<string> = new Set(['(idle)', '(root)']);

/** The time that each package's own functions took, without what they called. */
export function byPackage({ nodes, samples, timeDeltas }: CpuProfile): PackageShares {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const packages = new Map<string, number>();
  let busyMs = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    const ms = (timeDeltas[index] ?? 0) / 1_000;
    if (!frame || IDLE.has(frame.functionName)) continue;
    const name = packageOf(frame.url) ?? frame.functionName;
    packages.set(name, (packages.get(name) ?? 0) + ms);
    busyMs += ms;
  }
  return { packages, busyMs };
}

/** @returns undefined for what V8 itself does, which has no file */
export function packageOf(url: string): string | undefined {
  if (url.startsWith('node:')) return `node (${url.split('/')[0] ?? url})`;
  const [, ofPackage] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  if (ofPackage !== undefined) return ofPackage;
  const [, own] = /\/dist\/((?:apps|libs)\/[^/]+)\//.exec(url) ?? [];
  if (own !== undefined) return own;
  return url === '' ? undefined : 'other files';
}

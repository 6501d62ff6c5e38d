import { isDeepStrictEqual } from 'node:util';

/** What a snapshot consists of. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** The value at a path of names and positions as `properties.template.containers.0`; undefined where there is none. */
export function at(value: Json | undefined, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const step of path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Array.isArray(found) ? found[Number(step)] : found[step];
  }
  return found;
}

/** The list at a path; empty where there is none. */
export function listAt(value: Json | undefined, path: string): Json[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

/** The text at a path; empty where there is none. */
export function textAt(value: Json | undefined, path: string): string {
  const found = at(value, path);
  return typeof found === 'string' ? found : '';
}

/** The number at a path; NaN, which fails every comparison, where there is none. */
export function numberAt(value: Json | undefined, path: string): number {
  const found = at(value, path);
  return typeof found === 'number' ? found : Number.NaN;
}

/** The names at a path, and what they stand for. */
export function entriesAt(value: Json | undefined, path: string): [string, Json][] {
  const found = at(value, path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.entries(found) : [];
}

/** Puts a value at a path whose parent is there; `undefined` removes what is there. @throws Error where the parent is missing */
export function put(value: Json | undefined, path: string, replacement: Json | undefined): void {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const parent = steps.length === 0 ? value : at(value, steps.join('.'));
  if (typeof parent !== 'object' || parent === null) throw new Error(`There is nothing at ${steps.join('.')}`);
  if (Array.isArray(parent)) {
    if (replacement === undefined) parent.splice(Number(last), 1);
    else parent[Number(last)] = replacement;
  } else if (replacement === undefined) {
    delete parent[last];
  } else {
    parent[last] = replacement;
  }
}

/** Appends to the list at a path. @throws Error where there is none */
export function append(value: Json | undefined, path: string, ...items: readonly Json[]): void {
  const list = at(value, path);
  if (!Array.isArray(list)) throw new Error(`There is no list at ${path}`);
  list.push(...items);
}

export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other);
}

/** Every text of a value, and where it stands. */
export function textsOf(value: Json | undefined, path = ''): [path: string, text: string][] {
  const found: [string, string][] = [];
  collectTexts(value, path, found);
  return found;
}

function collectTexts(value: Json | undefined, path: string, found: [string, string][]): void {
  if (typeof value === 'string') found.push([path, value]);
  else if (typeof value === 'object' && value !== null)
    for (const [name, child] of Object.entries(value)) {
      collectTexts(child, path === '' ? name : `${path}.${name}`, found);
    }
}

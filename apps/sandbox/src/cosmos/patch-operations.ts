import { badRequest } from './cosmos-error.ts';

type Json = Record<string, unknown> | unknown[];

interface Operation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly from?: unknown;
  readonly value?: unknown;
}

const MAX_OPERATIONS = 10;

/**
 * Applies a partial document update (Learn "Partial document update in Azure Cosmos DB").
 * @returns a changed copy
 * @throws CosmosError 400 for an operation that cannot be applied
 */
export function patched(document: Readonly<Record<string, unknown>>, operations: unknown): Record<string, unknown> {
  if (!Array.isArray(operations) || operations.length === 0) {
    throw badRequest('Invalid patch request: check syntax of patch specification.');
  }
  if (operations.length > MAX_OPERATIONS) throw badRequest("The number of patch operations can't exceed 10.");
  const changed = structuredClone(document) as Record<string, unknown>;
  for (const [index, operation] of (operations as Operation[]).entries()) apply(changed, operation, index + 1);
  return changed;
}

function apply(document: Record<string, unknown>, operation: Operation, number: number): void {
  const refuse = (why: string): never => {
    throw badRequest(`For Operation(${number}): ${why}`);
  };
  const path = namesOf(operation.path) ?? refuse('The path is missing or does not begin with /.');
  const [first = ''] = path;
  if (first.startsWith('_') || first === 'id') refuse(`Can't patch system property ${first}.`);
  const name = path.at(-1) ?? '';
  const parent = parentOf(document, path) ?? refuse(ABSENT);
  const { op, value } = operation;
  switch (op) {
    case 'add':
    case 'set':
      if (!put(parent, name, value, op === 'add')) refuse('Index to operate on is out of array bounds.');
      return;
    case 'replace':
      if (!has(parent, name)) refuse('Node to be replaced is absent.');
      put(parent, name, value, false);
      return;
    case 'remove':
      if (!has(parent, name)) refuse('Node to be removed is absent.');
      remove(parent, name);
      return;
    case 'incr': {
      const current = get(parent, name) ?? 0;
      if (typeof value !== 'number' || typeof current !== 'number') return refuse('Only a number can be incremented.');
      put(parent, name, current + value, false);
      return;
    }
    case 'move': {
      const from = namesOf(operation.from) ?? refuse('The path to move from is missing.');
      const [source, leaf] = [parentOf(document, from), from.at(-1) ?? ''];
      if (!source || !has(source, leaf)) return refuse('Node to be moved is absent.');
      const moved = get(source, leaf);
      remove(source, leaf);
      put(parent, name, moved, true);
      return;
    }
    default:
      refuse(`There is no operation ${JSON.stringify(op)}.`);
  }
}

const ABSENT =
  "Add Operation can only create a child object of an existing node (array or object) and can't create path recursively, no path found beyond.";

function namesOf(path: unknown): string[] | undefined {
  if (typeof path !== 'string' || !path.startsWith('/') || path === '/') return undefined;
  return path
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function parentOf(document: Json, path: readonly string[]): Json | undefined {
  let node: unknown = document;
  for (const name of path.slice(0, -1)) node = isNode(node) ? get(node, name) : undefined;
  return isNode(node) ? node : undefined;
}

function isNode(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function has(parent: Json, name: string): boolean {
  return Array.isArray(parent) ? /^\d+$/.test(name) && Number(name) < parent.length : Object.hasOwn(parent, name);
}

function get(parent: Json, name: string): unknown {
  if (!has(parent, name)) return undefined;
  return Array.isArray(parent) ? parent[Number(name)] : parent[name];
}

/** @returns false for a place that an array does not have */
function put(parent: Json, name: string, value: unknown, inserts: boolean): boolean {
  if (!Array.isArray(parent)) {
    parent[name] = value;
    return true;
  }
  const index = name === '-' ? parent.length : /^\d+$/.test(name) ? Number(name) : -1;
  if (index < 0 || index > parent.length) return false;
  parent.splice(index, inserts || index === parent.length ? 0 : 1, value);
  return true;
}

function remove(parent: Json, name: string): void {
  if (Array.isArray(parent)) parent.splice(Number(name), 1);
  else delete parent[name];
}

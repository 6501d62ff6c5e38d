import { ApiError } from '../rest/api-error.ts';

type Filterable = 'projectId' | 'createdDateTime' | 'locale' | 'kind';
type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

const CONDITION =
  /^\s*(projectId|createdDateTime|locale|kind)\s+(eq|ne|gt|ge|lt|le)\s+(?:'((?:[^']|'')*)'|([\w:.+-]+))\s*$/;

/**
 * The `filter` of custom voice lists (`QueryFilter` of the OpenAPI file): one condition, or several joined by `and`.
 *
 * @throws ApiError 400
 */
export function parseFilter(filter: string | null): (resource: object) => boolean {
  if (filter === null || filter.trim() === '') return () => true;
  const conditions = filter.split(/\s+and\s+/i).map((text) => parseCondition(text));
  return (resource) => conditions.every((condition) => condition(resource as Partial<Record<Filterable, string>>));
}

function parseCondition(text: string): (resource: Partial<Record<Filterable, string>>) => boolean {
  const match = CONDITION.exec(text);
  const property = match?.[1] as Filterable | undefined;
  const comparison = match?.[2] as Comparison | undefined;
  if (match === null || property === undefined || comparison === undefined) throw invalid();
  const wanted = match[3]?.replaceAll("''", "'") ?? match[4] ?? '';
  if (property !== 'createdDateTime') {
    if (comparison !== 'eq' && comparison !== 'ne') throw invalid();
    return (resource) => (resource[property] === wanted) === (comparison === 'eq');
  }
  const time = Date.parse(wanted);
  if (Number.isNaN(time)) throw invalid();
  return (resource) => compares(Date.parse(resource.createdDateTime ?? ''), comparison, time);
}

function compares(left: number, comparison: Comparison, right: number): boolean {
  switch (comparison) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'gt':
      return left > right;
    case 'ge':
      return left >= right;
    case 'lt':
      return left < right;
    case 'le':
      return left <= right;
  }
}

function invalid(): ApiError {
  return new ApiError('BadRequest', 'The filter is not valid.');
}

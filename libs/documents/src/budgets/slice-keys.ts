/** Of a slice of a budget: whose it is, and of which month. */
export interface SliceParts {
  readonly tenantId: string;
  readonly scope: string;
  readonly period: string;
}

export function keyOf(tenantId: string, scope: string, period: string): string {
  return `${tenantId}/${scope}/${period}`;
}

export function partsOfKey(key: string): SliceParts {
  const [tenantId = '', scope = '', period = ''] = key.split('/');
  return { tenantId, scope, period };
}

export function scopeOfKey(key: string): string {
  return partsOfKey(key).scope;
}

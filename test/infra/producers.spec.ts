import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PRODUCER_REQUEST_TYPES, ROLES } from '#domain';
import { INFRA } from './bicep.ts';

const settings = readFileSync(join(INFRA, 'settings.bicep'), 'utf8');

/** The texts of a union type of the template. */
function union(name: string): string[] {
  const [, choices = ''] = new RegExp(`^type ${name} =([^@]*)`, 'm').exec(settings) ?? [];
  return [...choices.matchAll(/'([^']+)'/g)].map(([, choice = '']) => choice);
}

describe('the parameter `producers` of the template', () => {
  it('takes the roles and the requests that the worker takes', () => {
    expect(union('AppRole')).toEqual([...ROLES]);
    expect(union('ProducerRequest')).toEqual(PRODUCER_REQUEST_TYPES);
  });
});

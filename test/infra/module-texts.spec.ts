import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INFRA } from './bicep.ts';

const MODULES = join(INFRA, 'modules');
const files = readdirSync(MODULES).filter((name) => name.endsWith('.bicep'));
const texts = files.map((name) => ({ name, text: readFileSync(join(MODULES, name), 'utf8') }));

/** Resources that are made in a loop, with the line before: `@batchSize(1)` does not show in what the compiler predicts. */
function loopsOver(type: RegExp): { name: string; before: string }[] {
  return texts.flatMap(({ name, text }) =>
    [...text.matchAll(/^(.*)\nresource (\w+) '([^']+)@[^']+' = \[$/gm)]
      .filter(([, , , of = '']) => type.test(of))
      .map(([, before = '', symbol = '']) => ({ name: `${name}: ${symbol}`, before })),
  );
}

describe('the modules', () => {
  it('change the roles of Cosmos DB one after the other: the account refuses changes that come at the same time', () => {
    const loops = loopsOver(/^Microsoft\.DocumentDB\/databaseAccounts\/sqlRole(Definitions|Assignments)$/);
    expect(loops.map(({ name }) => name)).toEqual([
      'rights.bicep: cosmosRoles',
      'rights.bicep: cosmosAccountRights',
      'rights.bicep: cosmosContainerRights',
    ]);
    expect(loops.filter(({ before }) => before !== '@batchSize(1)')).toEqual([]);
  });
});

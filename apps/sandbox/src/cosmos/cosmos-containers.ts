import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CosmosContainer } from './item-container.ts';

const paths = z.array(z.object({ path: z.string().startsWith('/') }));
const file = z.object({
  containers: z.array(
    z.object({
      id: z.string().min(1),
      partitionKey: z.string().startsWith('/'),
      defaultTtl: z.int().optional(),
      indexingPolicy: z.object({
        indexingMode: z.literal('consistent'),
        automatic: z.boolean(),
        includedPaths: paths,
        excludedPaths: paths,
      }),
    }),
  ),
});

/** The containers that the database is made with, from a file that is made from the product's table of them (`npm run generate`). */
export function readCosmosContainers(path: string): readonly CosmosContainer[] {
  return file.parse(JSON.parse(readFileSync(path, 'utf8'))).containers;
}

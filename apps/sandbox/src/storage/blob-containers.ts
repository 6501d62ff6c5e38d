import { readFileSync } from 'node:fs';
import { z } from 'zod';

const fileSchema = z.object({ containers: z.array(z.object({ name: z.string().min(3) })).min(1) });

/**
 * The names of the containers that a deployment has, from the file that `npm run generate` makes from the table in `libs/storage`.
 * @throws Error when the file is missing or has another form
 */
export function readBlobContainers(file: string): readonly string[] {
  const { containers } = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return containers.map(({ name }) => name);
}

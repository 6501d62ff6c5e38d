import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { StorageLifecycle } from './blob-lifecycle.ts';

const fileSchema = z.object({
  containers: z.array(z.object({ name: z.string().min(3) })).min(1),
  lifecycle: z.object({
    expired: z
      .object({
        tag: z.object({ name: z.string().min(1), value: z.string().min(1) }),
        deleteAfterDays: z.number().min(0),
      })
      .optional(),
    versions: z.object({ deleteAfterDays: z.number().min(1) }).optional(),
    softDeleteDays: z.number().min(1),
  }),
});

/**
 * The names of the containers that a deployment has, from the file that `npm run generate` makes from the table in `libs/storage`.
 * @throws Error when the file is missing or has another form
 */
export function readBlobContainers(file: string): readonly string[] {
  const { containers } = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return containers.map(({ name }) => name);
}

/** What the storage account deletes by itself, from the same file. @throws Error when the file is missing or has another form */
export function readStorageLifecycle(file: string): StorageLifecycle {
  return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).lifecycle;
}

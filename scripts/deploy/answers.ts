import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';

/** What the Azure CLI answered to the questions of the preflight: `{name}.json` where it did, `{name}.error` where it refused. */
export class Answers {
  private readonly folder: string;

  constructor(work: string) {
    this.folder = join(work, 'answers');
  }

  /** Whether the question was asked and answered. */
  has(name: string): boolean {
    return existsSync(join(this.folder, `${name}.json`));
  }

  /** `undefined` when it was not asked, or refused. @throws Error when the answer is not of this shape */
  read<T>(name: string, schema: z.ZodType<T>): T | undefined {
    if (!this.has(name)) return undefined;
    const text = readFileSync(join(this.folder, `${name}.json`), 'utf8');
    const parsed = schema.safeParse(text.trim() === '' ? undefined : JSON.parse(text));
    if (!parsed.success) throw new Error(`az answered the question ${name} in another shape: ${parsed.error.message}`);
    return parsed.data;
  }

  /** What az said when it refused; `undefined` when it did not. */
  refusal(name: string): string | undefined {
    const file = join(this.folder, `${name}.error`);
    if (this.has(name) || !existsSync(file)) return undefined;
    return readFileSync(file, 'utf8').trim().split('\n')[0] ?? '';
  }
}

/**
 * Cuts the JSON schema of azure-pipelines.yml to the tasks that infra/pipelines uses: `node test/architecture/cut-pipelines-schema.ts FILE`, where
 * FILE is service-schema.json of https://github.com/microsoft/azure-pipelines-vscode. Writes test/architecture/schemas/azure-pipelines.json; the
 * whole is too large to keep here. Ends with 1 when the file lacks a task that is used.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HOME = join(import.meta.dirname, '..', '..');
const CUT = join(import.meta.dirname, 'schemas', 'azure-pipelines.json');

interface Schema {
  readonly definitions: Record<string, unknown> & {
    task: {
      properties: { task: { anyOf: { enum: string[] }[] } };
      anyOf: { properties: { task?: { pattern?: string } } }[];
    };
  };
}

/** Names of the tasks in the pipelines of this repository. */
export function tasksUsed(): string[] {
  const texts = globSync('infra/pipelines/*.yml', { cwd: HOME }).map((file) => readFileSync(join(HOME, file), 'utf8'));
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/^\s*- task: (\S+)$/gm)].map(([, task = '']) => task))),
  ].toSorted();
}

/** @throws Error when the schema does not know a task */
export function cut(schema: Schema, tasks: readonly string[]): object {
  const { task } = schema.definitions;
  const names = task.properties.task.anyOf.filter(({ enum: [name = ''] }) => tasks.includes(name));
  const rules = task.anyOf.filter(({ properties }) => tasks.some((name) => properties.task?.pattern === `^${name}$`));
  const missing = tasks.filter(
    (name) =>
      !names.some(({ enum: [known] }) => known === name) ||
      !rules.some(({ properties }) => properties.task?.pattern === `^${name}$`),
  );
  if (missing.length > 0) throw new Error(`the schema does not know ${missing.join(', ')}, or not its inputs`);
  const { anyOf: _all, ...common } = task;
  return {
    ...schema,
    $comment:
      'Cut by test/architecture/cut-pipelines-schema.ts from service-schema.json of https://github.com/microsoft/azure-pipelines-vscode (commit e8090fd5): the tasks in use alone, without descriptions. MIT; the license is beside it.',
    definitions: {
      ...schema.definitions,
      task: { ...common, properties: { ...task.properties, task: { anyOf: names } }, anyOf: rules },
    },
  };
}

if (import.meta.main) {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error('Give the path of service-schema.json.');
  const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema;
  const text = `${JSON.stringify(withoutDescriptions(cut(schema, tasksUsed())), undefined, 1)}\n`;
  writeFileSync(CUT, text);
  console.log(`${CUT}: ${text.length} bytes`);
}

function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([name, content]) => !(['description', 'deprecationMessage'].includes(name) && typeof content === 'string'),
  );
  return Object.fromEntries(kept.map(([name, content]) => [name, withoutDescriptions(content)]));
}

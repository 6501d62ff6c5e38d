import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, OPERATION_TYPES, USAGE_KINDS } from '#domain';
import { MESSAGE_TYPES, QUEUE_NAMES } from '#messaging';
import { type AttributeDefinition, type AttributeName, ATTRIBUTES, CUSTOM_EVENTS, METRICS } from '#observability';

const HOME = join(import.meta.dirname, '..', '..');

/** Source of the two deployables and the libraries, without specs, by file. */
const SOURCES = globSync('{apps/{api,worker},libs/*}/src/**/*.ts', { cwd: HOME })
  .filter((file) => !file.endsWith('.spec.ts') && !file.endsWith('/metrics/metrics.ts'))
  .map((file) => [file, readFileSync(join(HOME, file), 'utf8')] as const);

/** Names in calls of these functions: literals, as a name that is made up at run time could not be found. */
function recorded(functions: string): ReadonlyMap<string, readonly string[]> {
  const calls = SOURCES.flatMap(([file, text]) =>
    [...text.matchAll(new RegExp(`\\b(?:${functions})\\(\\s*('([^']*)'|[^)\\s])`, 'g'))].map(([, , name = '?']) => ({
      name,
      file,
    })),
  );
  return new Map([...Map.groupBy(calls, ({ name }) => name)].map(([name, all]) => [name, all.map(({ file }) => file)]));
}

function valuesOf(attribute: AttributeName): readonly string[] {
  const { values }: AttributeDefinition = ATTRIBUTES[attribute];
  return 'max' in values ? [] : values;
}

function maxOf(attribute: AttributeName): number {
  const { values }: AttributeDefinition = ATTRIBUTES[attribute];
  return 'max' in values ? values.max : values.length;
}

describe('the tables of metrics and events', () => {
  const metrics = recorded('recordMetric|observeMetric');
  const events = recorded('recordEvent');

  it('have a row for everything that is recorded, and everything that has a row is recorded', () => {
    expect([...metrics.keys()].sort()).toEqual(Object.keys(METRICS).sort());
    expect([...events.keys()].sort()).toEqual(Object.keys(CUSTOM_EVENTS).sort());
  });

  it('name the processes that record it', () => {
    for (const [name, { emitters }] of [...Object.entries(METRICS), ...Object.entries(CUSTOM_EVENTS)]) {
      const files = metrics.get(name) ?? events.get(name) ?? [];
      const ofOne = (app: string) => files.every((file) => file.startsWith(`apps/${app}/`));
      if (ofOne('api')) expect(emitters, name).toEqual(['api']);
      if (ofOne('worker')) expect(emitters, name).toEqual(['worker']);
    }
  });

  it('use every attribute', () => {
    const used = new Set<string>(Object.values(METRICS).flatMap(({ attributes }) => attributes));
    expect(Object.keys(ATTRIBUTES).filter((name) => !used.has(name))).toEqual([]);
  });

  it('bound the attributes by what there is', () => {
    expect(valuesOf('voice.operation.type')).toEqual(OPERATION_TYPES);
    expect(valuesOf('voice.use')).toEqual(USAGE_KINDS);
    expect(maxOf('messaging.destination.name')).toBeGreaterThanOrEqual(QUEUE_NAMES.length);
    expect(maxOf('voice.message.type')).toBeGreaterThanOrEqual(MESSAGE_TYPES.length);
    expect(maxOf('error.type')).toBeGreaterThan(Object.keys(ERROR_CODES).length);
    const { paths } = JSON.parse(readFileSync(join(HOME, 'docs', 'openapi.json'), 'utf8')) as { paths: object };
    expect(maxOf('http.route')).toBeGreaterThan(Object.keys(paths).length);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { storedFields } from './stored-fields.ts';

const TABLE = readFileSync(join(import.meta.dirname, '../../docs/data-classification.md'), 'utf8');
const CLASSES = ['biometric', 'secret', 'content', 'personal', 'pseudonymous', 'operational'];
/** What no type or schema of the product declares: containers that are made as they are needed, blobs that outlast the others of their container, Redis and the log. */
const WITHOUT_TYPE = /^(blobs\/samples-vce-…|blobs\/results\/.+|redis\/rate-limit:.+|logs|telemetry)$/;

const rows = TABLE.split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
/** Of the first cell, without tags and metadata. */
const listed = rows.flatMap(([fields = '']) =>
  [...(fields.split(' with the ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''),
);

describe('docs/data-classification.md', () => {
  const stored = storedFields();

  it('has a row for every field that is stored, and none for one that is not', () => {
    const declared = listed.filter((name) => !WITHOUT_TYPE.test(name));
    expect({
      missing: stored.filter((name) => !declared.includes(name)),
      stale: declared.filter((name) => !stored.includes(name)),
    }).toEqual({ missing: [], stale: [] });
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('says of each its class, where, how long, who and how, in words that it explains', () => {
    for (const row of rows) {
      expect(row).toHaveLength(6);
      expect(row.every((cell) => cell.length > 2)).toBe(true);
      for (const name of row[1]?.split(', ') ?? []) expect(CLASSES).toContain(name);
    }
  });

  it('is checked against types that are really read', () => {
    expect(stored).toEqual(
      expect.arrayContaining(['consent.evidence.match.matches', 'audit.actor.id', 'idempotency.ttl']),
    );
    expect(stored.length).toBeGreaterThan(150);
  });
});

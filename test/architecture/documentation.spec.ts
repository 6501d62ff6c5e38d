import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { remark } from 'remark';
import { engine } from 'unified-engine';
import { describe, expect, it } from 'vitest';
import { decisionRecordOf } from './decision-records.ts';

const HOME = join(import.meta.dirname, '..', '..');
const PAGES = ['*.md', '.github/**/*.md', 'docs/**/*.md', 'docker/*.md', 'infra/*.md', 'test/*.md'];
const RECORDS = globSync('docs/adr/0*.md', { cwd: HOME }).map((path) =>
  decisionRecordOf(path.slice('docs/adr/'.length), readFileSync(join(HOME, path), 'utf8')),
);
const NUMBERS = new Set(RECORDS.map(({ number }) => number));

/** Text that people wrote: no lock files, snapshots or recordings. */
async function sources(): Promise<Map<string, string>> {
  const { stdout } = await promisify(execFile)(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    {
      cwd: HOME,
      maxBuffer: 16 * 1024 * 1024,
    },
  );
  const written = /(^|\/)(Dockerfile|[^/]*[.](md|ts|mjs|cjs|sh|bicep|bicepparam|ya?ml|cs|csproj)|run)$/;
  const files = stdout.split('\0').filter((file) => written.test(file) && existsSync(join(HOME, file)));
  return new Map(files.map((file) => [file, readFileSync(join(HOME, file), 'utf8')]));
}

/** `ADR 2`, `ADRs 2 and 3`, and paths of pages: `adr/0002`. */
function numbersIn(source: string): number[] {
  const named = [...source.matchAll(/\bADRs? \d+(?:(?:, | and )(?:ADR )?\d+)*/g)].flatMap(
    ([list]) => list.match(/\d+/g) ?? [],
  );
  const linked = [...source.matchAll(/\badr\/(\d{4})/g)].map(([, number = '']) => number);
  return [...named, ...linked].map(Number);
}

/** What the check of links says of pages below a folder; nothing where all checks pass. */
async function brokenLinks(root: string, pages: readonly string[]): Promise<string> {
  const report = new PassThrough();
  const output = text(report);
  await promisify(engine)({
    cwd: root,
    files: [...pages],
    processor: remark(),
    plugins: { 'remark-validate-links': { repository: false, root } },
    output: false,
    quiet: true,
    streamError: report,
  });
  report.end();
  return output;
}

describe('the pages', () => {
  it('hold no link to a file or heading that is not there', async () => {
    const pages = PAGES.flatMap((pattern) => globSync(pattern, { cwd: HOME })).toSorted();
    expect(pages).toContain('README.md');
    expect(pages).toContain('docs/deploy.md');
    expect(await brokenLinks(HOME, pages)).toBe('');
  });

  it('are checked by something that finds a missing file and a missing heading', async () => {
    const report = await brokenLinks(join(import.meta.dirname, 'broken-links'), ['page.md', 'other.md']);
    expect(report).toContain('Cannot find file `no-such-page.md`');
    expect(report).toContain('no-such-heading');
  });
});

describe('code and pages', () => {
  it('name pages that exist', async () => {
    const missing = [...(await sources())].flatMap(([file, source]) =>
      [...source.matchAll(/(?<![\w/.-])docs\/[\w/-]+[.]md\b/g)]
        .filter(([page]) => !existsSync(join(HOME, page)))
        .map(([page]) => `${file}: ${page}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('decision records', () => {
  it('exist where code or a page names one', async () => {
    const unknown = [...(await sources())].flatMap(([file, source]) =>
      numbersIn(source)
        .filter((number) => !NUMBERS.has(number))
        .map((number) => `${file}: ADR ${number}`),
    );
    expect(unknown).toEqual([]);
  });

  it('are each named where they apply, in code or on a page', async () => {
    const outside = [...(await sources())].filter(([file]) => !file.startsWith('docs/adr/'));
    const named = new Set(outside.flatMap(([, source]) => numbersIn(source)));
    expect(RECORDS.filter(({ number }) => !named.has(number)).map(({ file }) => file)).toEqual([]);
  });

  it('name records that exist when they amend, replace or are superseded', () => {
    const missing = RECORDS.filter(({ status }) => (status.match(/\d+/g) ?? []).some((n) => !NUMBERS.has(Number(n))));
    expect(missing).toEqual([]);
  });
});

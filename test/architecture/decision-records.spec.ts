import { describe, expect, it } from 'vitest';
import { decisionIndex, decisionRecordOf } from './decision-records.ts';

const page = (number: number, status = 'accepted') => `# ${number}. A title\n\n2026-11 · ${status}\n\n## Context\n`;

describe('a decision record', () => {
  it('begins with number, title, date and status', () => {
    expect(decisionRecordOf('0071-a-title.md', page(71, 'accepted; amends 30'))).toEqual({
      file: '0071-a-title.md',
      number: 71,
      title: 'A title',
      date: '2026-11',
      status: 'accepted; amends 30',
    });
  });

  it.each([
    ['another date', '# 7. A title\n\nAccepted, 2026-11.\n\n## Context\n'],
    ['no status', '# 7. A title\n\n## Context\n'],
    ['no number', '# A title\n\n2026-11 · accepted\n\n## Context\n'],
    ['an unknown status', page(7, 'agreed')],
  ])('is refused with %s', (_what, text) => {
    expect(() => decisionRecordOf('0007-a-title.md', text)).toThrow('0007-a-title.md must begin with');
  });

  it('has one number in its name and in its title', () => {
    expect(() => decisionRecordOf('0008-a-title.md', page(7))).toThrow('0008-a-title.md has the number 7');
  });

  it('has a name that tells what it is about', () => {
    expect(() => decisionRecordOf('0007.md', page(7))).toThrow('the name must be');
  });
});

describe('the index of decisions', () => {
  it('lists each page once, by number', () => {
    const index = decisionIndex({ '0010-b.md': page(10), '0002-a.md': page(2, 'superseded by 10') });
    expect(index.split('\n').filter((line) => /^\| \d/.test(line))).toEqual([
      '| 2 | [A title](0002-a.md) | superseded by 10 |',
      '| 10 | [A title](0010-b.md) | accepted |',
    ]);
  });

  it('refuses two pages with one number', () => {
    expect(() => decisionIndex({ '0002-a.md': page(2), '0002-b.md': page(2) })).toThrow('0002-a.md and 0002-b.md');
  });
});

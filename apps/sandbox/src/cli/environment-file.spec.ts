import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { environmentFile } from './environment-file.ts';

describe(environmentFile.name, () => {
  it('leaves plain values as they are', () => {
    expect(environmentFile({ A: 'https://localhost:1/x', B: 'a,b' })).toBe('A=https://localhost:1/x\nB=a,b\n');
  });

  it.each(['/home/a user/ca.pem', "it's", '$HOME', '`id`', 'a"b', '#1', ''])(
    'gives a shell back the value %j',
    (value) => {
      const script = `set -a\n${environmentFile({ VALUE: value })}set +a\nprintf %s "$VALUE"`;
      expect(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' })).toBe(value);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { digestIn, loginCall, pushCalls } from './push.ts';

describe('pushing images', () => {
  it('hands the token over on standard input, never as an argument', () => {
    const { args, input } = loginCall('cr.example.com', 'secret-token');
    expect(args.join(' ')).not.toContain('secret-token');
    expect(args).toContain('--password-stdin');
    expect(input).toBe('secret-token');
  });

  it('names the image as the registry has it, in the way of each engine', () => {
    expect(
      pushCalls('docker', 'localhost/api:1', 'cr.example.com/api:1', '/tmp/digest').map(({ args }) => args),
    ).toEqual([
      ['tag', 'localhost/api:1', 'cr.example.com/api:1'],
      ['push', 'cr.example.com/api:1'],
    ]);
    expect(
      pushCalls('buildah', 'localhost/api:1', 'cr.example.com/api:1', '/tmp/digest').map(({ args }) => args),
    ).toEqual([['push', '--digestfile', '/tmp/digest', 'localhost/api:1', 'docker://cr.example.com/api:1']]);
  });

  it('takes the digest that docker prints, and does not go on without one', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(digestIn(`1: Pushed\n1: digest: ${digest} size: 1234\n`)).toBe(digest);
    expect(() => digestIn('1: Pushed')).toThrow('no digest');
  });
});

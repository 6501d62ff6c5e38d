import { constants } from 'node:os';
import { getSystemErrorMessage } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isRefusedWrite } from './refused-writes.ts';

/** The message of an error as Node makes it. */
function message(code: 'EACCES' | 'EPERM' | 'EROFS' | 'ENOSPC' | 'ENOENT', call: string): string {
  return `${code}: ${getSystemErrorMessage(-constants.errno[code])}, ${call}`;
}
const logged = (text: string) => JSON.stringify({ level: 50, msg: 'failed', err: { message: text } });

describe('a refused write in a log', () => {
  it.each([
    message('EACCES', "open '/run/lock'"),
    message('EACCES', "mkdir '/dev/queue'"),
    message('EPERM', "chmod '/app/bundle'"),
    message('EROFS', "mkdtemp '/var/x-XXXXXX'"),
    message('EROFS', "rename '/app/a' -> '/app/b'"),
    message('ENOSPC', 'write'),
    '/app/cache/x: Read-only file system',
    'attempt to write a readonly database',
  ])('is found: %s', (text) => {
    expect(isRefusedWrite(text)).toBe(true);
    expect(isRefusedWrite(logged(text))).toBe(true);
  });

  it.each([
    message('ENOENT', "open '/tmp/gone'"),
    message('EPERM', 'kill'),
    'listen EACCES: permission denied 0.0.0.0:80',
    'connect EPERM 10.0.0.1:443 - Local (0.0.0.0:0)',
    'The caller was refused: permission denied for voice vce_1.',
    'the container has a read-only root',
    'the cache is disabled: EACCES',
    'MEROFS: openers write',
  ])('is not one: %s', (text) => {
    expect(isRefusedWrite(text)).toBe(false);
    expect(isRefusedWrite(logged(text))).toBe(false);
  });
});

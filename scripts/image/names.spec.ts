import { expect, it } from 'vitest';
import { checkNames } from './names.ts';

it('refuses a name that is not known, and says which are', () => {
  checkNames('proof', [], ['contents', 'ready']);
  checkNames('proof', ['ready'], ['contents', 'ready']);
  expect(() => checkNames('proof', ['ready', 'raedy'], ['contents', 'ready'])).toThrow(
    'no such proof: raedy; there are contents, ready',
  );
});

import { expect, it } from 'vitest';
import { sourceOf } from './source.ts';

it.each([
  ['https://github.com/owner/voice.git', 'https://github.com/owner/voice'],
  ['https://user:token@dev.azure.com/owner/voice/_git/voice', 'https://dev.azure.com/owner/voice/_git/voice'],
  ['git@github.com:owner/voice.git', 'https://github.com/owner/voice'],
  ['ssh://git@git.example:2222/owner/voice.git/', 'https://git.example/owner/voice'],
  ['http://git.example:8080/voice', 'https://git.example:8080/voice'],
  ['/srv/git/voice.git', undefined],
  ['../voice', undefined],
  ['file:///srv/git/voice', undefined],
  [String.raw`C:\src\voice`, undefined],
  ['', undefined],
])('the source of %j is %j', (remote, expected) => {
  expect(sourceOf(remote)).toBe(expected);
});

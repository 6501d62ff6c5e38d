import { describe, expect, it } from 'vitest';
import { meantBy } from './suggestion.ts';

describe(meantBy.name, () => {
  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
    'takes %s, which objects inherit, for nothing else',
    (name) => {
      expect(meantBy(name, ['voiceId', 'items'])).toBeUndefined();
    },
  );
});

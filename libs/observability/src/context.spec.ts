import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { currentContext, extendContext, runInContext } from './context.ts';

describe('The log context', () => {
  it('is empty outside of any, and cannot be extended there', () => {
    extendContext({ requestId: 'lost' });
    expect(currentContext()).toEqual({});
  });

  it('goes with everything that is started in it, side by side with others', async () => {
    const seen = await Promise.all(
      ['a', 'b', 'c'].map((requestId) =>
        runInContext({ requestId }, async () => {
          await setImmediate();
          extendContext({ principalId: `p-${requestId}` });
          await setImmediate();
          return currentContext();
        }),
      ),
    );
    expect(seen).toEqual(['a', 'b', 'c'].map((requestId) => ({ requestId, principalId: `p-${requestId}` })));
  });

  it('inherits nothing and changes nothing of the one around it', () => {
    const outer = { requestId: 'outer', tenantId: 't' };
    runInContext(outer, () => {
      runInContext({ messageId: 'inner' }, () => {
        extendContext({ queue: 'q' });
        expect(currentContext()).toEqual({ messageId: 'inner', queue: 'q' });
      });
      expect(currentContext()).toEqual(outer);
    });
    expect(outer).toEqual({ requestId: 'outer', tenantId: 't' });
  });

  it('hands back what the function returns or throws', () => {
    expect(runInContext({}, () => 7)).toBe(7);
    expect(() =>
      runInContext({}, () => {
        throw new Error('inside');
      }),
    ).toThrow('inside');
  });
});

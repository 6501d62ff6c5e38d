import { beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { NestLogger } from './nest-logger.ts';

describe('NestLogger', () => {
  let lines: Record<string, unknown>[];
  let nest: NestLogger;

  beforeEach(() => {
    lines = [];
    const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
    nest = new NestLogger(createLogger({ level: 'trace', service: 'test', destination }));
  });

  it('keeps the level and the context', () => {
    nest.log('a', 'MyService');
    nest.warn('b', 'MyService');
    nest.debug('c', 'MyService');
    nest.verbose('d', 'MyService');
    nest.fatal('e', 'MyService');
    expect(lines.map(({ level, msg, context }) => [level, msg, context])).toEqual([
      ['info', 'a', 'MyService'],
      ['warn', 'b', 'MyService'],
      ['debug', 'c', 'MyService'],
      ['trace', 'd', 'MyService'],
      ['fatal', 'e', 'MyService'],
    ]);
  });

  it('takes Nest’s wiring down to debug', () => {
    nest.log('Mapped {/health, GET} route', 'RouterExplorer');
    expect(lines[0]).toMatchObject({ level: 'debug' });
  });

  it('keeps a stack that Nest passes as text, and errors that it passes as they are', () => {
    nest.error('failed', 'Error: failed\n    at x', 'ExceptionsHandler');
    nest.error(new Error('thrown'));
    nest.error('failed', new Error('thrown'), 'Scheduler');
    expect(lines[0]).toMatchObject({ msg: 'failed', stack: 'Error: failed\n    at x', context: 'ExceptionsHandler' });
    expect(lines[1]).toMatchObject({ msg: 'thrown', err: { message: 'thrown' } });
    expect(lines[2]).toMatchObject({ msg: 'failed', err: { message: 'thrown' }, context: 'Scheduler' });
  });

  it('prints objects as fields', () => {
    nest.log({ a: 1 }, 'MyService');
    expect(lines[0]).toMatchObject({ details: { a: 1 }, context: 'MyService' });
  });
});

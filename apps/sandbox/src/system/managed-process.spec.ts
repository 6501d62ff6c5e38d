import { describe, expect, it } from 'vitest';
import { readable } from './managed-process.ts';

const log = (level: string | number, msg: string) => JSON.stringify({ level, msg, err: { stack: 'at somewhere' } });

describe(readable.name, () => {
  it('shows what a process told before it could log', () => {
    const told = ['The configuration is not valid:', '  - WORKER_QUEUES: there is no queue x'];
    expect(readable(told)).toEqual(told);
    expect(readable([log('info', 'starting'), ...told])).toEqual(told);
  });

  it('shows the messages of fatal lines without their stacks', () => {
    const port = 'Port 3000 is in use by another program.';
    expect(readable([log('info', 'starting'), log('error', 'listen EADDRINUSE'), log('fatal', port)])).toEqual([port]);
    expect(readable([log(30, 'starting'), log(60, port)])).toEqual([port]);
  });

  it('shows everything where nothing tells more', () => {
    const lines = [log('info', 'starting'), log('error', 'broken')];
    expect(readable(lines)).toEqual(lines);
    expect(readable(['{ not a log line'])).toEqual(['{ not a log line']);
  });
});

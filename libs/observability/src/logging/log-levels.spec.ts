import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger, type Logger, type LogLevel } from './logger.ts';
import { LogLevels, MAX_LEVEL_MS, SIGNALLED_MS, toggleLevelOnSignal } from './log-levels.ts';

let lines: Record<string, unknown>[];

function loggerAt(level: LogLevel): Logger {
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  return createLogger({ level, service: 'test', destination });
}

beforeEach(() => {
  lines = [];
  vi.useFakeTimers({ now: Date.parse('2026-11-29T10:00:00Z') });
});
afterEach(() => void vi.useRealTimers());

describe(LogLevels, () => {
  it('writes what the level lets through, and falls back by itself', () => {
    const logger = loggerAt('info');
    const levels = new LogLevels(logger);
    logger.debug('before');
    expect(levels.set('debug', 60_000, 'http')).toEqual({
      level: 'debug',
      configuredLevel: 'info',
      until: Date.parse('2026-11-29T10:01:00Z'),
    });
    logger.debug('while');
    vi.advanceTimersByTime(59_999);
    logger.debug('still');
    vi.advanceTimersByTime(1);
    logger.debug('after');
    expect(levels.state).toEqual({ level: 'info', configuredLevel: 'info' });
    expect(lines.map(({ msg }) => msg)).toEqual([
      'the log level was changed',
      'while',
      'still',
      'the log level was changed',
    ]);
    expect(lines[0]).toMatchObject({ from: 'info', to: 'debug', by: 'http', until: '2026-11-29T10:01:00.000Z' });
    expect(lines.at(-1)).toMatchObject({ level: 'warn', from: 'debug', to: 'info', by: 'time' });
  });

  it('says a change to a quieter level too, and one back from it', () => {
    const levels = new LogLevels(loggerAt('info'));
    levels.set('error', 1_000, 'http');
    vi.advanceTimersByTime(1_000);
    expect(lines.map(({ to }) => to)).toEqual(['error', 'info']);
  });

  it('takes the time of the last change', () => {
    const levels = new LogLevels(loggerAt('info'));
    levels.set('debug', 10_000, 'http');
    vi.advanceTimersByTime(9_000);
    levels.set('trace', 10_000, 'http');
    vi.advanceTimersByTime(9_000);
    expect(levels.state.level).toBe('trace');
    vi.advanceTimersByTime(1_000);
    expect(levels.state.level).toBe('info');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('never lasts longer than a day, and leaves no timer behind', () => {
    const levels = new LogLevels(loggerAt('info'));
    expect(levels.set('debug', MAX_LEVEL_MS * 2, 'http').until).toBe(Date.now() + MAX_LEVEL_MS);
    levels.onApplicationShutdown();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is debug for a quarter of an hour after the signal, or until the next one', () => {
    const host = new EventEmitter();
    const levels = new LogLevels(loggerAt('warn'));
    toggleLevelOnSignal(levels, host);
    host.emit('SIGUSR2');
    expect(levels.state.level).toBe('debug');
    vi.advanceTimersByTime(SIGNALLED_MS);
    expect(levels.state.level).toBe('warn');
    host.emit('SIGUSR2');
    host.emit('SIGUSR2');
    expect(levels.state).toEqual({ level: 'warn', configuredLevel: 'warn' });
    expect(lines.map(({ to, by }) => [to, by])).toEqual([
      ['debug', 'signal'],
      ['warn', 'time'],
      ['debug', 'signal'],
      ['warn', 'signal'],
    ]);
  });
});

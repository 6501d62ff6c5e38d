import { describe, expect, it } from 'vitest';
import { canceledError, closedError, connectError } from './synthesis-errors.ts';

describe('closedError', () => {
  it.each([
    [1007, 'Throttled due to too many requests', 'provider-throttled'],
    [1007, 'Quota exceeded', 'provider-throttled'],
    [1007, 'Ssml should only contain one voice', 'provider-rejected'],
    [4429, '', 'provider-throttled'],
    [1008, 'Authentication failed', 'provider-unauthorized'],
    [1008, 'Policy', 'provider-rejected'],
    [1009, 'Message too big', 'provider-rejected'],
    [4401, '', 'provider-unauthorized'],
    [1000, 'Normal', 'provider-unavailable'],
    [1001, 'Going away', 'provider-unavailable'],
    [1006, '', 'provider-unavailable'],
    [1011, 'Internal error', 'provider-unavailable'],
    [1013, 'Too many requests', 'provider-throttled'],
    [4999, 'something new', 'provider-unavailable'],
  ])('takes %d "%s" for %s', (code, reason, expected) => {
    const error = closedError(code, reason);
    expect(error.code).toBe(expected);
    expect(error.status).toBe(code);
    expect(error.detail).toContain(String(code));
  });
});

describe('connectError', () => {
  it.each([
    [' Unexpected server response: 401', 'provider-unauthorized', 401],
    [' Unexpected server response: 429', 'provider-throttled', 429],
    [' Unexpected server response: 502', 'provider-unavailable', 502],
    [' connect ECONNREFUSED 127.0.0.1:1', 'provider-unavailable', 1006],
  ])('takes "%s" for %s', (reason, code, status) => {
    expect(connectError(1006, reason)).toMatchObject({ code, status });
  });
});

describe('canceledError', () => {
  it('takes what it cannot tell for an outage, and throttling for throttling', () => {
    expect(canceledError('websocket send error: Websocket not ready')).toMatchObject({ code: 'provider-unavailable' });
    expect(canceledError('Throttled due to too many requests')).toMatchObject({ code: 'provider-throttled' });
  });
});

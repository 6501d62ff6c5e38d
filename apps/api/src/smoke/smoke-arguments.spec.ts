import { describe, expect, it } from 'vitest';
import { smokeOptions, UsageError } from './smoke-arguments.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhcGkifQ.c2lnbmF0dXJl';
const URL_ARGS = ['--url', 'https://voice.example.com'];

function refusal(args: string[], environment: Record<string, string> = { SMOKE_TOKEN: TOKEN }): string {
  try {
    smokeOptions(args, environment);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error(`${args.join(' ')} was taken`);
}

describe('the command line of the smoke test', () => {
  it('takes a URL, and the token from the environment', () => {
    expect(smokeOptions([...URL_ARGS, '--write', '--wait', '5'], { SMOKE_TOKEN: TOKEN })).toEqual({
      url: new URL('https://voice.example.com'),
      token: TOKEN,
      write: true,
      waitMs: 5_000,
    });
    expect(smokeOptions(['--url=http://127.0.0.1:3000'], { SMOKE_TOKEN: TOKEN })).toMatchObject({
      write: false,
      waitMs: 60_000,
    });
  });

  it('takes the URL of the environment before that of the command line, which a job has for all its runs', () => {
    const environment = { SMOKE_TOKEN: TOKEN, SMOKE_URL: 'https://api---new.example.com' };
    expect(smokeOptions(URL_ARGS, environment).url.host).toBe('api---new.example.com');
    expect(refusal(URL_ARGS, { ...environment, SMOKE_URL: 'http://api.example.com' })).toMatch(/must begin with https/);
  });

  it('takes the managed identity where there is one and no token', () => {
    const identity = { IDENTITY_ENDPOINT: 'http://localhost/msi/token', ENTRA_CLIENT_ID: 'c' };
    expect(smokeOptions(URL_ARGS, identity)).toMatchObject({ token: undefined });
    expect(smokeOptions(URL_ARGS, { ...identity, SMOKE_TOKEN: TOKEN })).toMatchObject({ token: TOKEN });
  });

  it.each([
    ['by an option', ['--token', TOKEN]],
    ['by an option that is not a JWT', ['--token=secret']],
    ['as an argument', [TOKEN]],
    ['inside the URL', ['--url', `https://voice.example.com/?access_token=${TOKEN}`]],
    ['as that of the environment', ['--url', 'https://voice.example.com', '--write', 'opaque-token'], 'opaque-token'],
  ])('refuses a token %s, without repeating it', (_, args: string[], token = TOKEN) => {
    const message = refusal(args, { SMOKE_TOKEN: token });
    expect(message).toMatch(/Do not pass a token on the command line/);
    expect(message).not.toContain(token);
    expect(message).not.toContain('secret');
  });

  it.each([
    ['no token', URL_ARGS, { SMOKE_TOKEN: ' ' }, /SMOKE_TOKEN is not set/],
    [
      'a token that no header can carry',
      URL_ARGS,
      { SMOKE_TOKEN: 'a\nb' },
      /characters that are not allowed in a token/,
    ],
    ['no URL', [], undefined, /--url is missing/],
    ['an address without scheme', ['--url', 'voice.example.com'], undefined, /not a valid URL/],
    ['http to another machine', ['--url', 'http://voice.example.com'], undefined, /must begin with https/],
    [
      'a password in the URL',
      ['--url', 'https://me:secret@voice.example.com'],
      undefined,
      /only the origin of the API/,
    ],
    ['a path', ['--url', 'https://voice.example.com/v1'], undefined, /only the origin of the API/],
    ['an unknown option', [...URL_ARGS, '--verbose'], undefined, /option or argument is unknown/],
    ['an argument', [...URL_ARGS, 'secret'], undefined, /option or argument is unknown/],
    ['an option without its value', ['--url'], undefined, /has no value/],
    ['a wait that is no number', [...URL_ARGS, '--wait', '1m'], undefined, /number of seconds/],
    ['a wait without end', [...URL_ARGS, '--wait', '601'], undefined, /0 to 600/],
  ])('refuses %s', (_, args, environment, expected) => {
    const message = refusal(args, environment);
    expect(message).toMatch(expected);
    expect(message).not.toContain('secret');
  });
});

import { parseArgs } from 'node:util';

/** What `npm run smoke` was asked for. */
export interface SmokeOptions {
  /** Origin of the API, without a path. */
  readonly url: URL;
  /** Bearer token; never part of the command line. Undefined: that of the managed identity. */
  readonly token: string | undefined;
  /** Whether a synthesis is made, and deleted again. */
  readonly write: boolean;
  /** How long the API may take until it is ready, in milliseconds. */
  readonly waitMs: number;
}

export const SMOKE_USAGE = `SMOKE_TOKEN=… npm run smoke -- --url https://HOST [--write] [--wait SECONDS]

  --url URL        URL of the API: https, or http on this machine; SMOKE_URL takes precedence
  --write          also creates a synthesis, if a voice is available, and deletes it
  --wait SECONDS   how long to wait until the API is ready (default: 60)

The token is read from SMOKE_TOKEN, because other processes on the machine can read a command line. Without it, in a job of the
environment, the job's managed identity gets a token. It needs the app roles Voice.Read, Voice.Enroll and Voice.Synthesize.
Standard output has one JSON document, standard error a line for each check.
Exits with 0 when every check passed, 1 when one failed, 2 when the command line is wrong.`;

/** The command is wrong. The message never repeats a value: it may be a token. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const DEFAULT_WAIT_S = 60;
const MAX_WAIT_S = 600;
const TOKEN_VARIABLE = 'SMOKE_TOKEN';
/** Header and payload of a JWT in base64url: both begin with `{"`. */
const JWT = /eyJ[\w-]+\.eyJ[\w-]+/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * @param args command line behind the script
 * @throws UsageError for an unknown option, a token on the command line, no token, a URL that would send the token in the clear
 */
export function smokeOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): SmokeOptions {
  refuseTokens(args, environment[TOKEN_VARIABLE]);
  const { url: given, write, wait } = parsed(args);
  // The job of the template has the address of the API; a release asks for that of its own revision.
  const url = environment['SMOKE_URL'] ?? given;
  if (url === undefined) throw new UsageError('--url is missing.');
  const token = environment[TOKEN_VARIABLE]?.trim() ?? '';
  if (token === '' && !hasIdentity(environment)) {
    throw new UsageError(`${TOKEN_VARIABLE} is not set. It must contain an access token for the API.`);
  }
  if (token !== '' && !/^[\x21-\x7e]+$/.test(token))
    throw new UsageError(`${TOKEN_VARIABLE} contains characters that are not allowed in a token.`);
  return {
    url: originOf(url),
    token: token === '' ? undefined : token,
    write: write ?? false,
    waitMs: waitOf(wait) * 1_000,
  };
}

/** Container Apps sets the first variable where there is an identity, the template the second one. */
function hasIdentity({ IDENTITY_ENDPOINT, ENTRA_CLIENT_ID }: Readonly<Record<string, string | undefined>>): boolean {
  return IDENTITY_ENDPOINT !== undefined && ENTRA_CLIENT_ID !== undefined;
}

function refuseTokens(args: readonly string[], token: string | undefined): void {
  const isToken = (arg: string) =>
    JWT.test(arg) ||
    /^--?(access-?)?token\b/i.test(arg) ||
    (token !== undefined && token !== '' && arg.includes(token));
  if (!args.some(isToken)) return;
  throw new UsageError(
    `Do not pass a token on the command line, which other processes can read. Set ${TOKEN_VARIABLE}, and revoke the token that you passed here.`,
  );
}

function parsed(args: readonly string[]) {
  try {
    const options = { url: { type: 'string' }, write: { type: 'boolean' }, wait: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // Node's own message may repeat what was given.
    const code = (error as NodeJS.ErrnoException).code;
    const known = 'The options are --url, --write and --wait.';
    throw new UsageError(
      code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE'
        ? `An option has no value. ${known}`
        : `An option or argument is unknown. ${known}`,
      { cause: error },
    );
  }
}

function originOf(text: string): URL {
  if (!URL.canParse(text)) throw new UsageError('--url is not a valid URL.');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' || url.pathname !== '/') {
    throw new UsageError('--url must be only the origin of the API, without user, path or query.');
  }
  const isClear = url.protocol === 'http:' && !LOOPBACK.test(url.hostname);
  if (isClear || !['https:', 'http:'].includes(url.protocol)) {
    throw new UsageError(
      '--url must begin with https:// (http:// only on this machine), because the token is sent there.',
    );
  }
  return url;
}

function waitOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_WAIT_S;
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds > MAX_WAIT_S)
    throw new UsageError(`--wait must be a number of seconds from 0 to ${MAX_WAIT_S}.`);
  return seconds;
}

import { applicationToken } from './application-token.ts';
import { readTokenSource } from './token-source.ts';

/** Where an API is, and how a client of it gets a token. */
export interface ApiTarget {
  readonly baseUrl: string;
  readonly token: () => Promise<string>;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The API at a URL, with the token in `TOKEN`; without a URL the one that `npm start` runs here, with a token of the demo application.
 * @throws Error with a sentence for the user, which holds nothing of the token
 */
export async function apiTarget(
  url: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ApiTarget> {
  const given = environment['TOKEN']?.trim() ?? '';
  if (given !== '' && !/^[\x21-\x7e]+$/.test(given)) {
    throw new Error('TOKEN contains characters that are not allowed in a token.');
  }
  if (url !== undefined) {
    const baseUrl = originOf(url);
    if (given === '') throw new Error('TOKEN is not set. It must contain an access token for the API at --url.');
    return { baseUrl, token: () => Promise.resolve(given) };
  }
  const source = await readTokenSource();
  const { API_URL: baseUrl = '' } = source;
  if (baseUrl === '') throw new Error('No API runs here. Start one with npm start, or name one with --url.');
  return { baseUrl, token: () => (given === '' ? applicationToken(source) : Promise.resolve(given)) };
}

function originOf(text: string): string {
  if (!URL.canParse(text)) throw new Error('--url is not a valid URL.');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' || url.pathname !== '/') {
    throw new Error('--url must be only the origin of the API, without user, path or query.');
  }
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!isSafe) {
    throw new Error('--url must begin with https:// (http:// only on this machine), because the token is sent there.');
  }
  return url.origin;
}

import { applicationToken } from './application-token.ts';
import { readTokenSource } from './token-source.ts';

export interface TargetApi {
  readonly baseUrl: string;
  readonly token: () => Promise<string>;
}

/** The API that runs here, or another one with a token in TOKEN. @param url of `--api` @throws Error when no API runs here */
export async function targetApi(url: string | undefined): Promise<TargetApi> {
  const { TOKEN: given = '' } = process.env;
  const source = given !== '' && url !== undefined ? {} : await readTokenSource();
  const baseUrl = url ?? source['API_URL'] ?? '';
  if (baseUrl === '') throw new Error('No API runs here. Start one with: npm start');
  return { baseUrl, token: () => (given === '' ? applicationToken(source) : Promise.resolve(given)) };
}

import { afterEach, expect } from 'vitest';
import { ContractChecker } from './contract-checker.ts';

/**
 * Every answer of the API that a test of the whole system gets by `fetch` is compared with docs/openapi.json: an undeclared status, media type or
 * code, and a body that does not match its schema, fail the test.
 */
const original = globalThis.fetch;
let checker: ContractChecker | undefined;
let checking: Promise<readonly string[]>[] = [];

globalThis.fetch = async (input, init) => {
  const response = await original(input, init);
  const url = new URL(input instanceof Request ? input.url : input);
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
  // No other server of a test sends an id of the request on such a path.
  if (/^\/(v1|hooks)\//.test(url.pathname) && response.headers.has('x-request-id')) {
    checking.push(problemsOf(method, url.pathname, response));
  }
  return response;
};

async function problemsOf(method: string, path: string, response: Response): Promise<readonly string[]> {
  const contentType = response.headers.get('content-type') ?? '';
  const isJson = /^application\/([\w.-]+\+)?json/.test(contentType);
  // Streams are not read: that would change how fast their reader takes them.
  const copy = isJson && method !== 'HEAD' ? response.clone() : undefined;
  const body = await copy?.text().catch(() => undefined);
  checker ??= new ContractChecker();
  return checker.problemsOf({ method, path, status: response.status, contentType, headers: response.headers, body });
}

afterEach(async () => {
  const problems = (await Promise.all(checking)).flat();
  checking = [];
  expect([...new Set(problems)]).toEqual([]);
});

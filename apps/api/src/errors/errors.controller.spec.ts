import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BearerGuard, TOKEN_AUTHENTICATOR } from '#auth';
import { CONFIG } from '#config';
import { ERROR_CODES, type ErrorCode } from '#domain';
import { PROBLEM_STATUS, problemOf, problemSchema } from '#intake';
import { createLogger, ObservabilityModule } from '#observability';
import { createHttpApplication } from '../platform/create-http-application.ts';
import { ADMISSION_PROVIDERS } from '../platform/testing/admission-providers.ts';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { ErrorsModule } from './errors.module.ts';

const CODES = Object.keys(PROBLEM_STATUS) as ErrorCode[];
let app: NestFastifyApplication;

async function created(variables: Record<string, string>): Promise<NestFastifyApplication> {
  const config = testConfig(variables);
  const logger = createLogger({ level: 'silent', service: 'test' });

  @Global()
  @Module({
    providers: [
      { provide: TOKEN_AUTHENTICATOR, useValue: { ready: () => Promise.resolve() } },
      { provide: CONFIG, useValue: config },
      BearerGuard,
    ],
    exports: [TOKEN_AUTHENTICATOR, CONFIG, BearerGuard],
  })
  class OutsideModule {}

  @Module({
    imports: [OutsideModule, ObservabilityModule.forRoot({ logger }), ErrorsModule],
    providers: [...ADMISSION_PROVIDERS],
  })
  class PagesModule {}

  const application = await createHttpApplication(PagesModule, { config, logger });
  await application.init();
  await application.getHttpAdapter().getInstance().ready();
  return application;
}

/** The addresses of a page's links, as a browser resolves them. */
function linksOf(html: string, path: string): string[] {
  return [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => new URL(href, `https://api.example${path}`).href);
}

beforeAll(async () => {
  // The pages do not depend on the other documentation.
  app = await created({ SWAGGER_ENABLED: 'false' });
});
afterAll(() => app.close());

describe('the page of an error code', () => {
  it.each(CODES)('is where the type of %s leads, and says what the code means and what to do', async (code) => {
    const { title, retryable } = ERROR_CODES[code];
    const { type } = problemOf({ code, title, retryable, detail: '' }, { path: '/', requestId: 'r' });
    const { statusCode, headers, body } = await app.inject(type);
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const status = PROBLEM_STATUS[code];
    for (const part of [
      `<h1><code>${code}</code></h1>`,
      `<p>${title}.</p>`,
      `<dd>${status} ${STATUS_CODES[status]}</dd>`,
      `<dt>Retryable</dt><dd>${retryable ? 'Yes' : 'No'}`,
      '<dt>What to do</dt><dd><p>',
    ])
      expect(body).toContain(part);
    // No word of the document's syntax is left.
    expect(body).not.toMatch(/`|\]\(|^#/m);
  });

  it('leads to the list and to the codes that it mentions, not to itself', async () => {
    const links = linksOf((await app.inject('/errors/voice-not-ready')).body, '/errors/voice-not-ready');
    expect(links).toEqual(['https://api.example/errors', 'https://api.example/errors/state-conflict']);
    const { body } = await app.inject('/errors/invalid-ssml');
    expect(body).toContain('docs/ssml.md lists the supported SSML');
    expect(linksOf(body, '/errors/invalid-ssml')).toEqual(['https://api.example/errors']);
  });

  it('runs no script and loads nothing: its policy allows the style sheet in it alone', async () => {
    const { headers, body } = await app.inject('/errors/forbidden');
    const style = /<style>([^<]*)<\/style>/.exec(body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(body).not.toMatch(/<script|<img|<link|\son\w+=/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('may be cached, and is not sent again to those who have it', async () => {
    const first = await app.inject('/errors/stalled');
    const etag = String(first.headers['etag']);
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    expect(first.headers['cache-control']).toBe('public, max-age=3600');
    const again = await app.inject({ url: '/errors/stalled', headers: { 'if-none-match': `"x", W/${etag}` } });
    expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', etag]);
    expect(again.headers['cache-control']).toBe('public, max-age=3600');
    const other = await app.inject({ url: '/errors/internal', headers: { 'if-none-match': etag } });
    expect(other.statusCode).toBe(200);
    expect((await app.inject({ method: 'HEAD', url: '/errors/stalled' })).headers).toMatchObject({
      etag,
      'content-length': String(Buffer.byteLength(first.body)),
    });
  });

  it.each([
    ['misspelt', '/errors/voice-not-redy', ' Did you mean voice-not-ready?'],
    ['in capitals', '/errors/INTERNAL', ' Did you mean internal?'],
    ['a name that every object has', '/errors/constructor', ''],
    ['markup', '/errors/%3Cscript%3Ealert(1)%3C%2Fscript%3E', ''],
  ])('does not exist for a code that is %s', async (_, url, hint) => {
    const answer = await app.inject(url);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(problemSchema.parse(answer.json())).toMatchObject({
      status: 404,
      type: '/errors/not-found',
      detail: `This error code does not exist.${hint} GET /errors lists all codes.`,
    });
  });

  it('is read, and nothing else', async () => {
    const answer = await app.inject({ method: 'POST', url: '/errors/internal' });
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'GET, HEAD']);
  });
});

describe('the list of error codes', () => {
  it('leads to the page of each', async () => {
    const { statusCode, body } = await app.inject('/errors');
    expect(statusCode).toBe(200);
    expect(linksOf(body, '/errors').toSorted()).toEqual(
      CODES.map((code) => `https://api.example/errors/${code}`).toSorted(),
    );
    for (const code of CODES) expect(body).toContain(`<code>${code}</code></a></td><td>${PROBLEM_STATUS[code]}</td>`);
  });

  it('says what is true of all errors, and what the codes of rejected recordings mean', async () => {
    const { body } = await app.inject('/errors');
    expect(body).toContain('Branch on <code>code</code>');
    expect(body).toContain('<td><code>audio-clipped</code></td>');
    expect(body).not.toMatch(/`|\]\(|^[#|]/m);
  });
});

describe('requests for the pages', () => {
  it('need no token, and are counted by their address', async () => {
    const limited = await created({ RATE_LIMITING_ENABLED: 'true', RATE_LIMIT_ANONYMOUS: '3' });
    const statuses: number[] = [];
    for (const url of ['/errors', '/errors/internal', '/errors/nothing', '/errors', '/errors/internal'])
      statuses.push((await limited.inject(url)).statusCode);
    expect(statuses.slice(0, 3)).toEqual([200, 200, 404]);
    expect(statuses.at(-1)).toBe(429);
    await limited.close();
  });
});

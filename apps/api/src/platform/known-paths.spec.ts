import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasNoRoute, similarPath } from './known-paths.ts';

const document = new URL('../../../../docs/openapi.json', import.meta.url);
const { paths } = z
  .object({ paths: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(document, 'utf8')));
const ROUTES = Object.keys(paths).map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1'));
const VOICE = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';

describe(similarPath.name, () => {
  it.each([
    ['/voices', '/v1/voices'],
    ['/v1/voice', '/v1/voices'],
    ['/v1/Voices', '/v1/voices'],
    ['/v1/voices/', '/v1/voices'],
    ['/api/v1/voices', '/v1/voices'],
    [`/v1/voice/${VOICE}`, `/v1/voices/${VOICE}`],
    [`/voices/${VOICE}`, `/v1/voices/${VOICE}`],
    ['/v1/synthesis', '/v1/syntheses'],
    ['/v1/text-to-speech', '/v1/speech'],
    ['/v1/upload', '/v1/uploads'],
    ['/v1/webhooks-endpoints', '/v1/webhook-endpoints'],
  ])('%s is probably %s', (path, meant) => {
    expect(similarPath(path, ROUTES)).toBe(meant);
  });

  it.each([
    `/v1/voices/${VOICE}/clone`,
    '/v1/voices/clone',
    '/v1/things',
    '/hooks/text-to-speech',
    '/admin.php',
    '/',
    `/v1/${'voices'.repeat(100)}`,
  ])('%s is no path of the API, nor similar to one', (path) => {
    expect(similarPath(path, ROUTES)).toBeUndefined();
  });
});

describe(hasNoRoute.name, () => {
  it.each([
    [{ is404: true, params: {} }, true],
    [{ is404: false, params: { id: '' } }, true],
    [{ is404: false, params: { id: VOICE } }, false],
    [{ is404: false, params: { '*': '' } }, false],
  ])('%j', (request, expected) => {
    expect(hasNoRoute(request)).toBe(expected);
  });
});

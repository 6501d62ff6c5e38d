import type { OpenAPIObject } from '@nestjs/swagger';

type HeadersObject = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

const text = (description: string, example: string) => ({ description, schema: { type: 'string' as const, example } });

/** The headers of answers, by their names. Each is a component of the document. */
const RESPONSE_HEADERS = {
  'Accept-Ranges': text('Ranges of bytes can be requested', 'bytes'),
  'Content-Disposition': text('The name of the file', 'attachment; filename="syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D.wav"'),
  'Content-Range': text('The range in the response, and the size of the whole (RFC 9110)', 'bytes 0-1023/48044'),
  ETag: text(
    'The version of the resource, for `If-Match` and `If-None-Match`',
    '"5e00a1b2-0000-0d00-0000-000000000000"',
  ),
  'Idempotency-Replayed': text('`true` if an earlier request with the same `Idempotency-Key` was carried out', 'true'),
  Link: text(
    'The next page, if there is one; of audio, its record (RFC 8288)',
    '</v1/voices?after=c2VxOjE3>; rel="next"',
  ),
  Location: text('Path of the operation or of the created resource', '/v1/operations/op_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
  'Preference-Applied': text('How much of `Prefer` was applied (RFC 7240)', 'wait=10'),
  'Provenance-Id': text(
    'The id in the tag of the audio; of an archive, those of its parts, separated by commas',
    'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
  ),
  RateLimit: text('Requests left (`r`) and seconds until the window ends (`t`)', '"default";r=97;t=42'),
  'RateLimit-Policy': text('Requests allowed (`q`) in a window of `w` seconds', '"default";q=100;w=60'),
  'Retry-After': {
    description: 'Seconds after which a retry makes sense',
    schema: { type: 'integer' as const, format: 'int32', example: 1 },
  },
  'Server-Timing': text(
    'Milliseconds to the first audio (`ttfa`), for a free slot (`wait`), and at Azure (`provider`)',
    'ttfa;dur=312.4, wait;dur=0.1, provider;dur=301.9',
  ),
  'WWW-Authenticate': text('How to authenticate, and what is wrong with the token (RFC 6750)', 'Bearer realm="voice"'),
  'X-AI-Generated': text('`1`: a model has made the audio', '1'),
  'X-Applied-Speed': text('The speed that was applied, if it differs from the requested one', '2'),
  'X-Request-Id': text('Id of the request; quote it when you report a problem', '01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
  'X-Should-Retry': text('Whether a retry makes sense, for clients that would retry otherwise', 'false'),
} as const satisfies HeadersObject;

export type ResponseHeader = keyof typeof RESPONSE_HEADERS;

/** Names of components have no hyphens. */
const componentName = (header: string): string => header.replaceAll('-', '');

/** References to these headers, for the `headers` of a response. */
export function headers(...names: readonly ResponseHeader[]): HeadersObject {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${componentName(name)}` }]));
}

/** All of them as components. */
export function headerComponents(): HeadersObject {
  return Object.fromEntries(Object.entries(RESPONSE_HEADERS).map(([name, header]) => [componentName(name), header]));
}

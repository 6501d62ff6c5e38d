/** Headers of requests, as parameters of operations. */

const TAG = '"5e00a1b2-0000-0d00-0000-000000000000"';

export const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'The `ETag` that you have read: the request is refused with 412 if the resource has changed',
  schema: { type: 'string' as const, example: TAG },
};

export const IF_NONE_MATCH = {
  name: 'If-None-Match',
  required: false,
  description: 'The `ETag` that you have: the answer is 304 if it is still the current one',
  schema: { type: 'string' as const, example: TAG },
};

export const RANGE = {
  name: 'Range',
  required: false,
  description: 'One range of bytes; the answer is then 206',
  schema: { type: 'string' as const, example: 'bytes=0-1023' },
};

export const IF_RANGE = {
  name: 'If-Range',
  required: false,
  description: 'The `ETag` of which you have a part: if it has changed, the whole is sent instead of the range',
  schema: { type: 'string' as const, example: TAG },
};

import { ServiceError } from '#domain';
import { preferredMediaType } from '../platform/preferred-media-type.ts';
import { TIMINGS_FORMATS } from './syntheses.schema.ts';

export type TimingsFormat = (typeof TIMINGS_FORMATS)[number];

export const TIMINGS_MEDIA_TYPES: Readonly<Record<TimingsFormat, string>> = {
  json: 'application/json',
  vtt: 'text/vtt',
  srt: 'application/x-subrip',
};

/**
 * What the timings are written as: what `?format=` says, else what an Accept header prefers (RFC 9110, 12.5.1), else JSON.
 * @throws ServiceError `not-acceptable`
 */
export function timingsFormat(asked: TimingsFormat | undefined, accept: string | undefined): TimingsFormat {
  if (asked !== undefined) return asked;
  const preferred = preferredMediaType(accept, Object.values(TIMINGS_MEDIA_TYPES));
  const format = TIMINGS_FORMATS.find((name) => TIMINGS_MEDIA_TYPES[name] === preferred);
  if (format !== undefined) return format;
  throw new ServiceError(
    'not-acceptable',
    `Timings are available as ${Object.values(TIMINGS_MEDIA_TYPES).join(', ')}.`,
  );
}

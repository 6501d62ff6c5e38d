import { ServiceError } from '#domain';
import type { TIMINGS_FORMATS } from './syntheses.schema.ts';

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
  const ranges = (accept ?? '*/*').split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    return { type, quality: weight === undefined ? 1 : Number(weight.slice(2)) };
  });
  const qualityOf = (mediaType: string): number =>
    // The most specific range that fits decides.
    (
      ranges.find(({ type }) => type === mediaType) ??
      ranges.find(({ type }) => type === `${mediaType.split('/', 1)[0]}/*`) ??
      ranges.find(({ type }) => type === '*/*')
    )?.quality ?? 0;
  const formats = Object.keys(TIMINGS_MEDIA_TYPES) as TimingsFormat[];
  const best = formats.toSorted((a, b) => qualityOf(TIMINGS_MEDIA_TYPES[b]) - qualityOf(TIMINGS_MEDIA_TYPES[a]))[0];
  if (best === undefined || !(qualityOf(TIMINGS_MEDIA_TYPES[best]) > 0)) {
    throw new ServiceError('not-acceptable', `Timings come as ${Object.values(TIMINGS_MEDIA_TYPES).join(', ')}.`);
  }
  return best;
}

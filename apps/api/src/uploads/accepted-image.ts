import { ServiceError } from '#domain';

/** What a waveform can be drawn as; the first is given to those who do not mind. */
export const IMAGE_TYPES = ['image/svg+xml', 'image/png'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/**
 * The image type that an Accept header prefers (RFC 9110, 12.5.1).
 * @throws ServiceError `not-acceptable`
 */
export function acceptedImage(accept: string | undefined): ImageType {
  const ranges = (accept ?? '*/*').split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    return { type, quality: weight === undefined ? 1 : Number(weight.slice(2)) };
  });
  const qualityOf = (image: ImageType) =>
    // The most specific range that fits decides.
    (
      ranges.find(({ type }) => type === image) ??
      ranges.find(({ type }) => type === 'image/*') ??
      ranges.find(({ type }) => type === '*/*')
    )?.quality ?? 0;
  const [best] = IMAGE_TYPES.map((type) => ({ type, quality: qualityOf(type) })).sort((a, b) => b.quality - a.quality);
  if (!best || !(best.quality > 0)) {
    throw new ServiceError('not-acceptable', `A waveform is drawn as ${IMAGE_TYPES.join(' or ')}.`);
  }
  return best.type;
}

import { ServiceError } from '#domain';
import { preferredMediaType } from '../platform/preferred-media-type.ts';

/** What a waveform can be drawn as; the first is given to those who do not mind. */
export const IMAGE_TYPES = ['image/svg+xml', 'image/png'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/**
 * The image type that an Accept header prefers (RFC 9110, 12.5.1).
 * @throws ServiceError `not-acceptable`
 */
export function acceptedImage(accept: string | undefined): ImageType {
  const preferred = preferredMediaType(accept, IMAGE_TYPES);
  const image = IMAGE_TYPES.find((type) => type === preferred);
  if (image !== undefined) return image;
  throw new ServiceError('not-acceptable', `A waveform is available as ${IMAGE_TYPES.join(' or ')}.`);
}

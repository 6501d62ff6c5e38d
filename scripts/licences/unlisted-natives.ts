import { posix, relative } from 'node:path';
import { type Component, isNative } from './component.ts';
import { nativeFiles } from './natives.ts';

/** Where the images have what `scripts/image/bundle.ts` put together. */
const APP = 'app';

/**
 * The native files of an image that its SBOM does not list, a line each: a file counts as listed where one of the same content is listed for the
 * same place.
 * @param rootfs the whole image, unpacked
 * @param image what the SBOM lists for the bundle and what lies beside it, with paths below `/app`
 * @param base what it lists for the base, with paths below the root
 */
export function unlistedNatives(
  rootfs: string,
  image: readonly Component[],
  base: readonly Component[],
): readonly string[] {
  const listed = new Map([
    ...base.filter(isNative).map(({ path, sha256 }) => [path, sha256] as const),
    ...image.filter(isNative).map(({ path, sha256 }) => [posix.join(APP, path), sha256] as const),
  ]);
  return nativeFiles(rootfs).flatMap(({ path, sha256 }) => {
    const place = relative(rootfs, path);
    const known = listed.get(place);
    if (known === undefined) return [`the SBOM does not list /${place}, which is machine code`];
    return known === sha256 ? [] : [`/${place} is another file than the SBOM lists`];
  });
}

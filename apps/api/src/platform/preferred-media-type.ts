/**
 * The first of `offered` that an Accept header gives the highest quality to, the most specific range that fits deciding (RFC 9110, 12.5.1);
 * undefined when it accepts none. See ADR 134.
 */
export function preferredMediaType(accept: string | undefined, offered: readonly string[]): string | undefined {
  const ranges = (accept ?? '*/*').split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    return { type, quality: weight === undefined ? 1 : Number(weight.slice(2)) };
  });
  const qualityOf = (mediaType: string): number => {
    const fitting = [mediaType, `${mediaType.split('/', 1)[0]}/*`, '*/*'];
    return fitting.map((name) => ranges.find(({ type }) => type === name)).find((range) => range)?.quality ?? 0;
  };
  const best = offered.toSorted((a, b) => qualityOf(b) - qualityOf(a))[0];
  return best !== undefined && qualityOf(best) > 0 ? best : undefined;
}

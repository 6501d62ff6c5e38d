import { readFileSync, writeFileSync } from 'node:fs';
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

interface SourceMap {
  version: 3;
  sources: string[];
  names: string[];
  mappings: string;
}

/** As below the project's folder, wherever the bundle lies. */
const OWN_SOURCE = /^(?:\.\.\/)+((?:apps|libs)\/.*)$/;

/**
 * Leaves packages out of a source map, which then names lines of the project's own files only: a tenth of the size, which Node reads and
 * parses when the process starts.
 */
export function ownLinesOnly(map: SourceMap): SourceMap {
  const sources: string[] = [];
  const placeOf = map.sources.map((source) => {
    const own = OWN_SOURCE.exec(source)?.[1];
    return own === undefined ? undefined : sources.push(own) - 1;
  });
  const mappings = decode(map.mappings).map((line) => {
    const kept: SourceMapSegment[] = [];
    for (const [column, source, sourceLine, sourceColumn] of line) {
      const place = source === undefined ? undefined : placeOf[source];
      if (place !== undefined && sourceLine !== undefined && sourceColumn !== undefined) {
        kept.push([column, place, sourceLine, sourceColumn]);
      } else if (kept.at(-1)?.length !== 1) {
        // One that maps to nothing ends what the one before maps.
        kept.push([column]);
      }
    }
    return kept;
  });
  return { version: 3, sources, names: [], mappings: encode(mappings) };
}

/** Does that with the file of a map. */
export function keepOwnLines(file: string): void {
  writeFileSync(file, JSON.stringify(ownLinesOnly(JSON.parse(readFileSync(file, 'utf8')) as SourceMap)));
}

import { SaxesParser } from 'saxes';
import type { Steps } from '#loop';
import { piecesOf, SSML_MAX_ATTRIBUTES, SSML_MAX_CHARACTERS } from './ssml-parser.ts';

/** Different voices in one document. Azure names no limit but that of voice elements; each of our voices is looked up for each request. See ADR 66. */
export const SSML_MAX_SPEAKERS = 10;

/**
 * The names in the voice elements of a caller's SSML, each once, so that they can be looked up before it is read. No judgment of the
 * document: what is wrong with it `parseSsml` says, and what comes after the fault is not looked at.
 */
export function* voicesNamedInSteps(source: string): Steps<readonly string[]> {
  const names = new Set<string>();
  if (source.length > SSML_MAX_CHARACTERS || !source.includes('voice')) return [];
  const parser = new SaxesParser({ xmlns: false });
  let isReadable = true;
  parser.on('error', () => {
    isReadable = false;
  });
  let attributes = 0;
  parser.on('opentagstart', () => {
    attributes = 0;
  });
  parser.on('attribute', () => {
    // `parseSsml` refuses it.
    if (++attributes > SSML_MAX_ATTRIBUTES) isReadable = false;
  });
  parser.on('opentag', ({ name: tag, attributes: { name } }) => {
    if (isReadable && /^(?:[^:]+:)?voice$/v.test(tag) && name !== undefined) names.add(name);
  });
  for (const piece of piecesOf(source)) {
    parser.write(piece);
    yield;
    if (!isReadable) return [...names];
  }
  parser.close();
  return [...names];
}

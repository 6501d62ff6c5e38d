import { SaxesParser } from 'saxes';
import { SSML_MAX_CHARACTERS } from './ssml-parser.ts';

/** Different voices in one document. Azure names no limit but that of voice elements; each of ours is looked up for each request. */
export const SSML_MAX_SPEAKERS = 10;

/**
 * The names in the voice elements of a caller's SSML, each once, so that they can be looked up before it is read. No judgement of the
 * document: what is wrong with it `parseSsml` says, and what comes after the fault is not looked at.
 */
export function voicesNamedIn(source: string): readonly string[] {
  const names = new Set<string>();
  if (source.length > SSML_MAX_CHARACTERS || !source.includes('voice')) return [];
  const parser = new SaxesParser({ xmlns: false });
  let isReadable = true;
  parser.on('error', () => {
    isReadable = false;
  });
  parser.on('opentag', ({ name: tag, attributes: { name } }) => {
    if (isReadable && /^(?:[^:]+:)?voice$/v.test(tag) && name !== undefined) names.add(name);
  });
  parser.write(source).close();
  return [...names];
}

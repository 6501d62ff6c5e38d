import { SSML_REASONS, type SsmlReason } from './ssml-error.ts';

/** Values that are shown: numbers, times and words of a list, and names of voices. Others may be text to speak. */
const SHOWN_VALUE = /^[\w.%+\-]{1,40}$/v;
const SHOWN_NAME = /^[\w:.\-]{1,40}$/v;

/** What is wrong, and in what respect. */
export function withDetail(reason: SsmlReason, about: string | undefined): string {
  return about === undefined ? SSML_REASONS[reason] : `${SSML_REASONS[reason]}: ${about}`;
}

/** A name out of the source, as it may be shown: names are no text, but nothing stops one from being long. */
export function shownName(name: string): string {
  return SHOWN_NAME.test(name) ? name : '(its name is not shown)';
}

/** `<break>`; with an attribute `<break time="5">`. */
export function shownTag(element: string, attribute?: string, value?: string): string {
  const name = shownName(element);
  if (attribute === undefined) return `<${name}>`;
  return value !== undefined && SHOWN_VALUE.test(value)
    ? `<${name} ${shownName(attribute)}="${value}">`
    : `<${name} ${shownName(attribute)}="…">`;
}

/** Of an element or an attribute that Azure has and no personal voice, or none on this base model, supports. */
export function unsupported(what: string, baseModel?: string): string {
  return baseModel === undefined
    ? `${what} is not supported by personal voices. Remove it`
    : `${what} is not supported by the base model ${baseModel}. Remove it, or use a voice on a Phoenix base model`;
}

/** Of a voice that may not speak in a document. @param others whether voices beside that of the request may */
export function foreignVoice(name: string | undefined, others: boolean): string {
  const tag = name === undefined ? shownTag('voice') : shownTag('voice', 'name', name);
  return others
    ? `Remove ${tag}, or use the id of a voice of your tenant that you may use`
    : `Remove ${tag}: only the voice of the request may speak`;
}

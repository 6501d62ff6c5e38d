import { ServiceError } from '#domain';

/** Why SSML of a caller is refused. */
export const SSML_REASONS = {
  'ssml-not-well-formed': 'It is not well-formed XML',
  'ssml-doctype': 'A document type declaration is not allowed',
  'ssml-processing-instruction': 'A processing instruction is not allowed',
  'ssml-entity': 'Only the entities amp, lt, gt, quot and apos, and character references, are supported',
  'ssml-namespace': 'The namespace is not supported',
  'ssml-root': 'The root must be <speak version="1.0">',
  'ssml-element-not-allowed': 'The element is not allowed',
  'ssml-element-unsupported': 'Personal voices do not support the element',
  'ssml-element-misplaced': 'The element is not allowed here',
  'ssml-attribute-not-allowed': 'The attribute is not allowed',
  'ssml-attribute-missing': 'An attribute is missing',
  'ssml-attribute-invalid': 'The value of the attribute is not valid',
  'ssml-foreign-voice': 'Only the voice of the request may speak',
  'ssml-too-large': 'It is too large',
  'ssml-too-deep': 'It is nested too deeply',
  'ssml-too-many-elements': 'It has too many elements',
  'ssml-too-much-silence': 'Its pauses are too long',
  'ssml-no-text': 'It contains nothing to speak',
} as const satisfies Record<string, string>;
export type SsmlReason = keyof typeof SSML_REASONS;

/** Where something stands in a document: both count from 1, the column in UTF-16 code units. */
export interface SsmlPosition {
  readonly line: number;
  readonly column: number;
}

/**
 * SSML that is refused: `invalid-ssml`, with one field error that names reason, line and column. It quotes none of the text.
 * @param what is wrong and how it is right, a sentence; without it that of the reason
 */
export class SsmlError extends ServiceError {
  constructor(
    readonly reason: SsmlReason,
    readonly position: SsmlPosition,
    what: string = SSML_REASONS[reason],
  ) {
    const detail = `Line ${position.line}, column ${position.column}: ${what}.`;
    super('invalid-ssml', `SSML, line ${position.line}, column ${position.column}: ${what}. See docs/ssml.md.`, {
      fields: [{ pointer: '/ssml', code: reason, detail, line: position.line, column: position.column }],
    });
  }
}

/** Where an offset into a source stands in its lines, which end as XML says. */
export function positionOf(source: string, at: number): SsmlPosition {
  let [line, lineStart] = [1, 0];
  const end = Math.max(0, at);
  for (let index = 0; index < end; index++) {
    const unit = source.charCodeAt(index);
    if (unit !== 0x0a && unit !== 0x0d) continue;
    if (unit === 0x0d && index + 1 < end && source.charCodeAt(index + 1) === 0x0a) index++;
    line++;
    lineStart = index + 1;
  }
  return { line, column: Math.min(end, source.length) - lineStart + 1 };
}

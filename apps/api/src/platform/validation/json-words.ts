import type { FieldError } from '#domain';
import type { JsonExpectation, JsonSyntaxError } from '#loop';

/** What is written for a control character in a string of JSON. */
const ESCAPES: Readonly<Record<string, readonly [name: string, escape: string]>> = {
  '\n': ['a line break', '\\n'],
  '\r': ['a line break', '\\n'],
  '\t': ['a tab', '\\t'],
};
const OTHER_QUOTES = /['`\u00b4\u2018-\u201f\u00ab\u00bb]/u;

/**
 * Where a body stops being JSON, why, and how it is right. One character is shown and no more: what stands there may be text to speak. Lines and columns count
 * from 1, columns in UTF-16 code units.
 */
export function notJson(text: string, error: JsonSyntaxError): FieldError {
  const { line, column } = positionOf(text, error.fault === 'end' ? lastCharacter(text) : error.at);
  const detail = `is not valid JSON: ${faultOf(text, error, `line ${line}, column ${column}`)}`;
  return { pointer: '', code: 'invalid-json', detail, line, column };
}

function positionOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

function lastCharacter(text: string): number {
  return Math.max(0, text.trimEnd().length - 1);
}

function faultOf(text: string, { at, fault, expected, closing }: JsonSyntaxError, place: string): string {
  const character = text[at] ?? '';
  switch (fault) {
    case 'end':
      return `it ends too early, after ${place}${closing === undefined ? '' : `. Is a ${closing} missing?`}`;
    case 'open-string':
      return `a string that starts at ${place} is not closed`;
    case 'in-string': {
      const [name, escape] = ESCAPES[character] ?? ['a control character', `\\u${codeOf(character)}`];
      return `${place}: ${name} inside a string must be written ${escape}. Or is a quote missing before it?`;
    }
    case 'escape':
      return `unexpected \\ at ${place}. In a string, write \\\\ for a backslash`;
    case 'character':
      return `unexpected ${shown(character)} at ${place}${hintOf(text, at, expected, closing)}`;
  }
}

function hintOf(text: string, at: number, expected: JsonExpectation, closing: string | undefined): string {
  const character = text[at] ?? '';
  if (OTHER_QUOTES.test(character)) return '. JSON uses double quotes';
  const comma = text.slice(0, at).trimEnd().endsWith(',');
  if (comma && (character === '}' || character === ']')) return '. Remove the comma before it';
  if (character === '/' || character === '#') return '. JSON has no comments';
  switch (expected) {
    case 'more':
      return `. A comma or ${closing} must come before it`;
    case 'name':
      return '. The name of a field must be in double quotes';
    case 'colon':
      return '. A colon must come after the name of a field';
    case 'nothing':
      return '. The JSON ends before it';
    case 'value':
      return /[\p{L}_]/u.test(character) ? '. Text must be in double quotes' : '';
  }
}

function shown(character: string): string {
  return /[!-~]/.test(character) || OTHER_QUOTES.test(character) ? character : `U+${codeOf(character).toUpperCase()}`;
}

function codeOf(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0');
}

/** The text with what is in quotes replaced by as many underscores, so that words can be looked for. */
export function maskedLiterals(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (literal) => '_'.repeat(literal.length));
}

/**
 * A line of text that reads everywhere as it is stored: no control characters, no lone surrogates, no line separators, and none of the characters
 * that change in which order the others are shown (Unicode's Bidi_Control), with which a name reads on a page or in a log as another
 * one. Names in scripts that are written from right to left need none.
 */
export const LINE_PATTERN = /^[^\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]*$/u;

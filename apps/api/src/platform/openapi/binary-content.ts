/** The content of an answer that is not JSON, also where it is text: clients must not parse it. */
export function binaryContent(mediaTypes: readonly string[]) {
  return Object.fromEntries(
    mediaTypes.map((type) => [type, { schema: { type: 'string' as const, format: 'binary' } }]),
  );
}

import type { ResponseHeader } from '../openapi/response-headers.ts';

/** A header is no longer than this: of a batch with more chunks, the manifest in its archive names the records of all items. */
const MAX_IDS = 50;

/** The headers of every answer with synthetic audio, for the OpenAPI document. */
export const PROVENANCE_HEADERS = ['X-AI-Generated', 'Provenance-Id'] as const satisfies readonly ResponseHeader[];

/** What an answer with synthetic audio says of it. @param provenanceIds none for audio of releases that gave it no id */
export function provenanceHeaders(...provenanceIds: readonly string[]): Readonly<Record<string, string>> {
  const ids = provenanceIds.slice(0, MAX_IDS);
  return { 'x-ai-generated': '1', ...(ids.length > 0 && { 'provenance-id': ids.join(', ') }) };
}

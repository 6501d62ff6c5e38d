import type { ResponseHeader } from '../openapi/response-headers.ts';

/** A header is no longer than this: of a batch with more chunks, the manifest in its archive names the records of all items. */
const MAX_IDS = 50;

/** The headers of every answer with synthetic audio, for the OpenAPI document. */
export const PROVENANCE_HEADERS = [
  'X-AI-Generated',
  'Provenance-Id',
  'Link',
] as const satisfies readonly ResponseHeader[];

/** What an answer with synthetic audio says of it. @param provenanceIds none for audio of releases that gave it no id */
export function provenanceHeaders(...provenanceIds: readonly string[]): Readonly<Record<string, string>> {
  const ids = provenanceIds.slice(0, MAX_IDS);
  if (ids.length === 0) return { 'x-ai-generated': '1' };
  const links = ids.map((id) => `</v1/provenance/${id}>; rel="describedby"`);
  return { 'x-ai-generated': '1', 'provenance-id': ids.join(', '), link: links.join(', ') };
}

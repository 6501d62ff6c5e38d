import rhea, { type Typed } from 'rhea';
import { entriesOf, mapOf, SectionCode, splitSections } from './sections.ts';

/** What a client asks of a `$management` node. */
export interface ManagementRequest {
  readonly message_id?: string | number | Buffer;
  readonly reply_to?: string;
  readonly application_properties?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Where application properties stand in the body of a request. */
const PROPERTIES: readonly (readonly string[])[] = [
  ['properties-to-modify'],
  ['rule-description', 'correlation-filter', 'properties'],
];

/**
 * Decodes a request. Application properties in its body keep their AMQP types, which rhea's decoder forgets.
 * @throws BrokerError `amqp:decode-error`
 */
export function decodeRequest(encoded: Buffer): ManagementRequest {
  const request = rhea.message.decode(encoded) as ManagementRequest;
  const section = splitSections(encoded).find(({ code }) => code === SectionCode.value);
  if (section === undefined) return request;
  const typed = mapOf(section);
  return { ...request, body: PROPERTIES.reduce((body, path) => withTypes(body, typed, path), request.body) };
}

/** The body with the map at the path taken from `typed`; the body itself where there is none. */
function withTypes(body: unknown, typed: Readonly<Record<string, Typed>>, path: readonly string[]): unknown {
  const [key = '', ...rest] = path;
  const field = typed[key];
  if (field === undefined || !Array.isArray(field.value)) return body;
  const fields = body as Readonly<Record<string, unknown>>;
  const entries = entriesOf(field);
  return { ...fields, [key]: rest.length === 0 ? entries : withTypes(fields[key], entries, rest) };
}

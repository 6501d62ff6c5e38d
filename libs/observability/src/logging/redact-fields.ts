import { errorFields } from './error-fields.ts';
import { REDACTED, redactText } from './redact-text.ts';

/** Field names, lower case without `-` and `_`, whose value is never printed: credentials, and what people said or will hear. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'authorization',
  'proxyauthorization',
  'wwwauthenticate',
  'cookie',
  'setcookie',
  'key',
  'apikey',
  'accountkey',
  'accesskey',
  'sharedaccesskey',
  'privatekey',
  'subscriptionkey',
  'ocpapimsubscriptionkey',
  'speechkey',
  'cosmoskey',
  'xidentityheader',
  'identityheader',
  'jwt',
  'assertion',
  'credential',
  'credentials',
  'sas',
  'sasurl',
  'sig',
  'signature',
  'uploadurl',
  'sourceurl',
  'text',
  'ssml',
  'transcript',
  'statement',
  'audio',
  'lexicon',
  'body',
  'rawbody',
  'payload',
]);
const SECRET_ENDINGS = ['token', 'secret', 'password', 'passphrase', 'connectionstring', 'sasuri', 'sastoken'];

/** Names that the logger writes itself: a field of that name would make two of it in one line. */
const RESERVED_FIELDS: ReadonlySet<string> = new Set(['level', 'time', 'msg', 'service', 'pid']);

const MAX_DEPTH = 6;
const MAX_ENTRIES = 50;
const MAX_STRING = 4_096;

/** The fields of one log line, as plain JSON values without secrets, bounded in depth, number and length. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  const redacted = redactRecord(fields, 0, new Set());
  for (const name of RESERVED_FIELDS) {
    if (!Object.hasOwn(redacted, name)) continue;
    redacted[`field_${name}`] = redacted[name];
    delete redacted[name];
  }
  return redacted;
}

/** Whether a field of this name is never printed. */
export function isSecretField(name: string): boolean {
  const normal = name.toLowerCase().replace(/[-_]/g, '');
  return SECRET_FIELDS.has(normal) || SECRET_ENDINGS.some((ending) => normal.endsWith(ending));
}

function redactRecord(record: object, depth: number, seen: Set<object>): Record<string, unknown> {
  const entries = Object.entries(record);
  const redacted = Object.fromEntries(
    entries.slice(0, MAX_ENTRIES).map(([name, value]) => [name, redactField(name, value, depth, seen)]),
  );
  if (entries.length > MAX_ENTRIES) redacted['…'] = `${entries.length - MAX_ENTRIES} more`;
  return redacted;
}

function redactField(name: string, value: unknown, depth: number, seen: Set<object>): unknown {
  // A number or a flag is a measure of the secret (its length, whether it is there), not the secret.
  if (isSecretField(name) && (typeof value === 'string' || (typeof value === 'object' && value !== null)))
    return REDACTED;
  return redactValue(value, depth + 1, seen);
}

function redactValue(value: unknown, depth: number, seen: Set<object>): unknown {
  switch (typeof value) {
    case 'string':
      return redactString(value);
    case 'bigint':
      return value.toString();
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      return value === null ? null : redactObject(value, depth, seen);
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
  }
}

function redactString(value: string): string {
  return value.length > MAX_STRING
    ? `${redactText(value.slice(0, MAX_STRING))}… (${value.length} characters)`
    : redactText(value);
}

function redactObject(value: object, depth: number, seen: Set<object>): unknown {
  if (value instanceof Error) return errorFields(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL) return redactText(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (seen.has(value)) return '[circular]';
  if (depth > MAX_DEPTH) return '[too deep]';
  seen.add(value);
  try {
    if (Array.isArray(value)) return redactArray(value, depth, seen);
    if (isPlain(value)) return redactRecord(value, depth, seen);
    // SDK requests, responses, sockets and the like hold headers and URLs in places that nobody can list.
    return `[${value.constructor?.name ?? 'object'}]`;
  } finally {
    seen.delete(value);
  }
}

function redactArray(values: readonly unknown[], depth: number, seen: Set<object>): unknown[] {
  const redacted = values.slice(0, MAX_ENTRIES).map((value) => redactValue(value, depth + 1, seen));
  if (values.length > MAX_ENTRIES) redacted.push(`… ${values.length - MAX_ENTRIES} more`);
  return redacted;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

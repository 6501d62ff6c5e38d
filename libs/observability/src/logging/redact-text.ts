/** Stands where something was left out. */
export const REDACTED = '[redacted]';

interface Secret {
  /** Characters that stand in every match: a text without them need not be searched. */
  readonly hint?: string;
  readonly pattern: RegExp;
}

/**
 * What must not be printed wherever it appears in a string: each pattern's first group stays, the rest is replaced. What is replaced never
 * holds `"` or `\`, so that a line of JSON stays JSON; repetitions are bounded or cannot overlap, so that long lines cost little.
 */
const SECRETS: readonly Secret[] = [
  // User and password, and the query, of an absolute URL: SAS signatures, codes and tokens travel in queries.
  { hint: '://', pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s"\\/?#@<>]{1,256}@/gi },
  { hint: '://', pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s"\\?#<>]{1,2048}\?)[^\s"\\<>]+/gi },
  // Parameters of relative URLs and of form bodies, by name; the second list is of names that also occur in prose.
  {
    hint: '=',
    pattern:
      /((?:^|[^\w-])(?:sig|client_secret|client_assertion|refresh_token|access_token|id_token|subscription-key)=)[^&\s"\\,;]+/gi,
  },
  { hint: '=', pattern: /([?&](?:code|key|token|signature|authorization|api-key)=)[^&\s"\\,;]+/gi },
  // The same in a URL that is a parameter itself.
  { hint: '%3', pattern: /(%(?:3F|26)(?:sig|code|token|access_token)%3D)[^&\s"\\,;]+/gi },
  // The same in JSON inside a string.
  {
    hint: '"',
    pattern:
      /((?:client_secret|client_assertion|refresh_token|access_token|id_token|password|accountKey|apiKey)\\{0,8}"\s{0,4}:\s{0,4}\\{0,8}")[^"\\]+/gi,
  },
  // Authorization header values; a digit tells them from prose.
  {
    pattern: /\b((?:bearer|basic|sharedkey|sharedaccesssignature)(?:\s|%20)+)(?=[^\s"\\,;]{0,4096}\d)[^\s"\\,;]{12,}/gi,
  },
  // JSON Web Tokens, wherever they turn up: a JSON object in base64url begins with eyJ.
  { hint: 'eyJ', pattern: /()\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g },
  // Parts of connection strings.
  {
    hint: '=',
    pattern: /\b((?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd|ClientSecret)=)[^;\s"\\]+/gi,
  },
  // Keys by their length: 64 bytes (storage, Cosmos DB) and 32 bytes (Service Bus) in base64, 84 letters and digits (AI services).
  { hint: '==', pattern: /()(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}==/g },
  { hint: '=', pattern: /()(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?!=)/g },
  { pattern: /()\b[A-Za-z0-9]{84}\b(?!-)/g },
  // Secrets of outbound webhooks.
  { hint: 'whsec_', pattern: /\b(whsec_)[\w+/=-]+/g },
  // E-mail addresses: they name people.
  { hint: '@', pattern: /()(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi },
];

/** The text without secrets that can be told by their form. */
export function redactText(text: string): string {
  return SECRETS.reduce(
    (redacted, { hint, pattern }) =>
      hint === undefined || redacted.includes(hint) ? redacted.replace(pattern, `$1${REDACTED}`) : redacted,
    text,
  );
}

/**
 * JSON allows these raw, but log viewers end a line at them (U+2028, U+2029, NEL) or obey them (C1 control codes); bidirectional
 * controls make a line look like another one; half a surrogate pair is no text at all.
 */
const LINE_BREAKERS = /[\u007f-\u009f\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/gu;

/** A line of JSON in which no character can break or rearrange the line on screen. The JSON value is unchanged. */
export function escapeLine(json: string): string {
  return json.replace(LINE_BREAKERS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

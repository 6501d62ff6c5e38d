const KEY_BYTES = 32;

/**
 * The bytes of a text in base64 (RFC 4648, section 4, with padding). Node's decoder skips characters that are not base64, so that
 * a typing error leaves a shorter key, or an empty one; here such a text has no bytes at all.
 * @returns undefined when the text is not what an encoder writes
 */
export function bytesOfBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined;
}

/** The keys as they were given; what is wrong with them is added to `problems`, without their values. */
export function secretKeys(
  name: 'WEBHOOK_SECRET_KEYS' | 'RECEIPT_SIGNING_KEYS' | 'PROVENANCE_SIGNING_KEYS',
  keys: readonly string[] | undefined,
  problems: string[],
): readonly string[] {
  if (keys?.some((key) => bytesOfBase64(key)?.length !== KEY_BYTES)) {
    problems.push(`${name}: each must be ${KEY_BYTES} bytes in base64`);
  }
  return keys ?? [];
}

const KEY_BYTES = 32;

/** The keys as they were given; what is wrong with them is added to `problems`, without their values. */
export function secretKeys(
  name: 'WEBHOOK_SECRET_KEYS' | 'RECEIPT_SIGNING_KEYS',
  keys: readonly string[] | undefined,
  problems: string[],
): readonly string[] {
  if (keys?.some((key) => Buffer.from(key, 'base64').length !== KEY_BYTES)) {
    problems.push(`${name}: each must be ${KEY_BYTES} bytes in base64`);
  }
  return keys ?? [];
}

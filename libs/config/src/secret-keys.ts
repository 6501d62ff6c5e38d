const KEY_BYTES = 32;

/** The keys as they were given; what is wrong with them is added to `problems`, without their values. */
export function secretKeys(keys: readonly string[] | undefined, problems: string[]): readonly string[] {
  if (keys?.some((key) => Buffer.from(key, 'base64').length !== KEY_BYTES)) {
    problems.push(`WEBHOOK_SECRET_KEYS: each must be ${KEY_BYTES} bytes in base64`);
  }
  return keys ?? [];
}

/** The text parts; an empty one counts as not sent. */
export function textParts(form: FormData): Record<string, string> {
  const parts: Record<string, string> = {};
  for (const [name, value] of form) if (typeof value === 'string' && value !== '') parts[name] = value;
  return parts;
}

/** The file parts with one of these names, in order. */
export async function fileParts(form: FormData, names: readonly string[]): Promise<Uint8Array[]> {
  const files: Uint8Array[] = [];
  for (const [name, value] of form) {
    if (typeof value !== 'string' && names.includes(name)) files.push(new Uint8Array(await value.arrayBuffer()));
  }
  return files;
}

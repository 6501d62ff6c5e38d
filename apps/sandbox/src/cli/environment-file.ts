/** Variables as lines `NAME=value` that a shell, `node --env-file` and tools of containers read. Values are quoted where a shell needs it. */
export function environmentFile(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('');
}

function quoted(value: string): string {
  return /^[\w:/.,=+@%?-]*$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

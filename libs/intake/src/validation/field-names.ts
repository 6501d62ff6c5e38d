/** What a field is called in a sentence: `` `samples[0].uploadId` ``, `` `limit` ``, The header Content-Type. */
export function nameOfPointer(pointer: string): string {
  if (pointer === '') return 'The body';
  const [place, ...segments] = pointer.split('/');
  const path = segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (place === 'header') return `The header ${path.join('/')}`;
  return `${nameOfPath(path)}${place === 'path' ? ' in the path' : ''}`;
}

/** `` `samples[0].uploadId` `` */
export function nameOfPath(path: readonly PropertyKey[]): string {
  const name = path.map(String).reduce((whole, part) => {
    if (/^\d+$/.test(part)) return `${whole}[${part}]`;
    return whole === '' ? part : `${whole}.${part}`;
  }, '');
  return `\`${name.replaceAll('`', "'")}\``;
}

/**
 * Where the sources are, as a label of an image says it: the address that a browser opens, without a password. Undefined for a folder of this
 * machine.
 * @param remote of git: an address with a scheme, or `user@host:path`
 */
export function sourceOf(remote: string): string | undefined {
  const [, host = '', path = ''] = /^(?:[\w.-]+@)?([\w.-]{2,}):(?!\/\/)([^\\]+)$/.exec(remote) ?? [];
  const address = host === '' ? remote : `https://${host}/${path}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^(?:https?|ssh|git):$/.test(url.protocol)) return undefined;
  return `https://${url.protocol.startsWith('http') ? url.host : url.hostname}${url.pathname.replace(/(?:\.git)?\/*$/, '')}`;
}

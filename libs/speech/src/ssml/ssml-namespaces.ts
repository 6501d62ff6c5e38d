/** Azure's pages write each of these namespaces with http and with https. */
const SSML_NAMESPACES: readonly string[] = [
  'http://www.w3.org/2001/10/synthesis',
  'https://www.w3.org/2001/10/synthesis',
];
export const MSTTS_NAMESPACES: readonly string[] = ['http://www.w3.org/2001/mstts', 'https://www.w3.org/2001/mstts'];
/** Of the attributes that say where a schema is: nothing is loaded from there. */
export const SCHEMA_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';

export function isSsmlNamespace(uri: string): boolean {
  return SSML_NAMESPACES.includes(uri);
}

/**
 * Whether a prefix may stand for a namespace. Prefixes other than mstts may stand for any, as long as no element uses them: samples of Azure
 * declare one for emotions.
 * @param prefix empty for names without one
 */
export function isNamespaceOf(prefix: string, uri: string): boolean {
  if (prefix === 'mstts') return MSTTS_NAMESPACES.includes(uri);
  return prefix !== '' || isSsmlNamespace(uri) || MSTTS_NAMESPACES.includes(uri);
}

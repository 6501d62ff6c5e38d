/** Ids of resources and operations in the OpenAPI files of custom voice and batch synthesis: 3 to 64 characters, chosen by the client. */
const resourceIdPattern = /^[a-zA-Z0-9][a-zA-Z0-9._\-]{1,62}[a-zA-Z0-9]$/v;

/** Ids of endpoints, which are ids of deployments. */
const endpointIdPattern = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iv;

/** The id of an endpoint, a UUID. @throws TypeError */
export function checkedEndpointId(id: string): string {
  if (!endpointIdPattern.test(id)) throw new TypeError('Not the id of an endpoint, which is a UUID');
  return id;
}

/** The id, when the service accepts it; needs no encoding in a path. @throws TypeError */
export function checkedResourceId(id: string): string {
  if (!resourceIdPattern.test(id)) throw new TypeError('Not an id that Azure AI Speech accepts');
  return id;
}

/** A token of the developer's managed identity, which may do everything, or of the one that `AZURE_CLIENT_ID` names. */
export async function managedIdentityToken(
  environment: Readonly<Record<string, string>>,
  resource: string,
): Promise<string> {
  const url = new URL(environment['IDENTITY_ENDPOINT'] ?? '');
  url.searchParams.set('api-version', '2019-08-01');
  url.searchParams.set('resource', resource);
  const clientId = environment['AZURE_CLIENT_ID'];
  if (clientId !== undefined) url.searchParams.set('client_id', clientId);
  const response = await fetch(url, { headers: { 'x-identity-header': environment['IDENTITY_HEADER'] ?? '' } });
  const answer = (await response.json()) as { access_token?: string };
  if (answer.access_token === undefined) throw new Error(`The managed identity answered ${response.status}`);
  return answer.access_token;
}

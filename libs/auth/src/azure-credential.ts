import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';

/**
 * The credential with which the process calls Azure: in Azure its managed identity, on a developer's machine their `az login`.
 * `AZURE_CLIENT_ID` picks a user-assigned identity and `AZURE_TOKEN_CREDENTIALS` the kind of credential, both read by the library.
 * Nothing is asked before the first token is.
 */
export function createAzureCredential(): TokenCredential {
  return new DefaultAzureCredential();
}

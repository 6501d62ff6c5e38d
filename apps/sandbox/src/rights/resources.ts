/**
 * The resources that the sandbox stands for, as their ids are written below a resource group. The names are the sandbox's own: the table of
 * rights is made from the template with these in place of the names that a deployment has.
 */
export const SERVICE_BUS_NAMESPACE = 'Microsoft.ServiceBus/namespaces/voice';
export const STORAGE_ACCOUNT_RESOURCE = 'Microsoft.Storage/storageAccounts/voice';
export const COSMOS_ACCOUNT = 'Microsoft.DocumentDB/databaseAccounts/voice';
export const SPEECH_ACCOUNT = 'Microsoft.CognitiveServices/accounts/speech';
export const TRANSLATOR_ACCOUNT = 'Microsoft.CognitiveServices/accounts/translator';
/** The one key of the vault, which signs manifests. */
export const CLAIM_KEY = 'Microsoft.KeyVault/vaults/voice/keys/claims';
export const COMMUNICATION_SERVICE = 'Microsoft.Communication/communicationServices/email';
export const OPENAI_ACCOUNT = 'Microsoft.CognitiveServices/accounts/openai';

/** `audio-uploads/$DeadLetterQueue` is part of the queue; `topic/subscriptions/name` of the topic. */
export function serviceBusEntity(path: string, isTopic: boolean): string {
  const [name = '', , subscription] = path.toLowerCase().split('/');
  if (!isTopic) return `${SERVICE_BUS_NAMESPACE}/queues/${name}`;
  const topic = `${SERVICE_BUS_NAMESPACE}/topics/${name}`;
  return subscription === undefined ? topic : `${topic}/subscriptions/${subscription}`;
}

export function blobContainer(name: string): string {
  return `${STORAGE_ACCOUNT_RESOURCE}/blobServices/default/containers/${name}`;
}

/** @param path of a request to Cosmos DB: `['dbs', 'voice', 'colls', 'documents', 'docs', 'vce_1']` */
export function cosmosResource(path: readonly string[]): string {
  const [, database, , container] = path;
  if (database === undefined) return COSMOS_ACCOUNT;
  return `${COSMOS_ACCOUNT}/dbs/${database}${container === undefined ? '' : `/colls/${container}`}`;
}

import type { Permissions, RoleDefinition } from './role-definition.ts';

/**
 * Azure's built-in roles that a template may use here (learn.microsoft.com, "Azure built-in roles"; the roles of Speech as of 22 October 2025).
 * Actions of the control plane that no service of the sandbox asks for are left out.
 */
export const BUILT_IN_ROLES: readonly RoleDefinition[] = [
  role('69a216fc-b8fb-44d8-bc22-1f3c2cd27a39', 'Azure Service Bus Data Sender', {
    dataActions: ['Microsoft.ServiceBus/*/send/action'],
  }),
  role('4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0', 'Azure Service Bus Data Receiver', {
    dataActions: ['Microsoft.ServiceBus/*/receive/action'],
  }),
  role('090c5cfd-751d-490a-894a-3ce6f1109419', 'Azure Service Bus Data Owner', {
    actions: ['Microsoft.ServiceBus/*'],
    dataActions: ['Microsoft.ServiceBus/*'],
  }),
  role('db58b8e5-c6ad-4a2a-8342-4190687cbf4a', 'Storage Blob Delegator', {
    actions: ['Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action'],
  }),
  role('2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', 'Storage Blob Data Reader', {
    actions: [
      'Microsoft.Storage/storageAccounts/blobServices/containers/read',
      'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action',
    ],
    dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
  }),
  role('ba92f5b4-2d11-453d-a403-e96b0029c9fe', 'Storage Blob Data Contributor', {
    actions: [
      'Microsoft.Storage/storageAccounts/blobServices/containers/delete',
      'Microsoft.Storage/storageAccounts/blobServices/containers/read',
      'Microsoft.Storage/storageAccounts/blobServices/containers/write',
      'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action',
    ],
    dataActions: [
      'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete',
      'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
      'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write',
      'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action',
      'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action',
    ],
  }),
  role('b7e6dc6d-f1e8-4753-8033-0f276bb0955b', 'Storage Blob Data Owner', {
    actions: [
      'Microsoft.Storage/storageAccounts/blobServices/containers/*',
      'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action',
    ],
    dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*'],
  }),
  role('f2dc8367-1007-4938-bd23-fe263f013447', 'Cognitive Services Speech User', {
    dataActions: [
      'Microsoft.CognitiveServices/accounts/SpeechServices/*/read',
      'Microsoft.CognitiveServices/accounts/SpeechServices/*/transcriptions/read',
      'Microsoft.CognitiveServices/accounts/SpeechServices/*/transcriptions/write',
      'Microsoft.CognitiveServices/accounts/SpeechServices/*/transcriptions/delete',
      'Microsoft.CognitiveServices/accounts/SpeechServices/*/transcriptions/action',
      'Microsoft.CognitiveServices/accounts/SpeechServices/*/frontend/action',
      'Microsoft.CognitiveServices/accounts/SpeechServices/text-dependent/*/action',
      'Microsoft.CognitiveServices/accounts/SpeechServices/text-independent/*/action',
      'Microsoft.CognitiveServices/accounts/SpeechServices/voiceagent/realtime/*',
      'Microsoft.CognitiveServices/accounts/SpeechServices/voicelive/realtime/*',
      'Microsoft.CognitiveServices/accounts/CustomVoice/*/read',
      'Microsoft.CognitiveServices/accounts/CustomVoice/evaluations/*',
      'Microsoft.CognitiveServices/accounts/CustomVoice/longaudiosynthesis/*',
      'Microsoft.CognitiveServices/accounts/AudioContentCreation/*',
      'Microsoft.CognitiveServices/accounts/TTSPlayer/*',
      'Microsoft.CognitiveServices/accounts/VideoTranslation/*',
      'Microsoft.CognitiveServices/accounts/CustomAvatar/*/read',
      'Microsoft.CognitiveServices/accounts/BatchAvatar/*',
      'Microsoft.CognitiveServices/accounts/BatchTextToSpeech/*',
    ],
    notDataActions: [
      'Microsoft.CognitiveServices/accounts/CustomVoice/datasets/files/read',
      'Microsoft.CognitiveServices/accounts/CustomVoice/datasets/utterances/read',
    ],
  }),
  role('0e75ca1e-0464-4b4d-8b93-68208a576181', 'Cognitive Services Speech Contributor', {
    dataActions: [
      'Microsoft.CognitiveServices/accounts/SpeechServices/*',
      'Microsoft.CognitiveServices/accounts/CustomVoice/*',
      'Microsoft.CognitiveServices/accounts/AudioContentCreation/*',
      'Microsoft.CognitiveServices/accounts/TTSPlayer/*',
      'Microsoft.CognitiveServices/accounts/VideoTranslation/*',
      'Microsoft.CognitiveServices/accounts/CustomAvatar/*',
      'Microsoft.CognitiveServices/accounts/BatchAvatar/*',
      'Microsoft.CognitiveServices/accounts/BatchTextToSpeech/*',
    ],
  }),
  role('a97b65f3-24c7-4388-baec-2e87135dc908', 'Cognitive Services User', {
    dataActions: ['Microsoft.CognitiveServices/*'],
  }),
  role('5e0bd9bd-7b93-4f28-af87-19fc36ad61bd', 'Cognitive Services OpenAI User', {
    dataActions: [
      'Microsoft.CognitiveServices/accounts/OpenAI/*/read',
      'Microsoft.CognitiveServices/accounts/OpenAI/engines/completions/action',
      'Microsoft.CognitiveServices/accounts/OpenAI/engines/embeddings/action',
      'Microsoft.CognitiveServices/accounts/OpenAI/engines/chat/completions/action',
      'Microsoft.CognitiveServices/accounts/OpenAI/deployments/completions/action',
      'Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action',
      'Microsoft.CognitiveServices/accounts/OpenAI/deployments/embeddings/action',
    ],
  }),
  role('00000000-0000-0000-0000-000000000001', 'Cosmos DB Built-in Data Reader', {
    dataActions: [
      'Microsoft.DocumentDB/databaseAccounts/readMetadata',
      'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/read',
      'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/executeQuery',
      'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/readChangeFeed',
    ],
  }),
  role('00000000-0000-0000-0000-000000000002', 'Cosmos DB Built-in Data Contributor', {
    dataActions: [
      'Microsoft.DocumentDB/databaseAccounts/readMetadata',
      'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/*',
      'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/*',
    ],
  }),
  // No service of the sandbox asks for these: the platform does, and telemetry.
  role('7f951dda-4ed3-4680-a7ca-43fe172d538d', 'AcrPull', {
    actions: ['Microsoft.ContainerRegistry/registries/pull/read'],
  }),
  role('4633458b-17de-408a-b874-0445c86b69e6', 'Key Vault Secrets User', {
    dataActions: [
      'Microsoft.KeyVault/vaults/secrets/getSecret/action',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
    ],
  }),
  role('3913510d-42f4-4e42-8a64-420c390055eb', 'Monitoring Metrics Publisher', {
    dataActions: ['Microsoft.Insights/Metrics/Write', 'Microsoft.Insights/Telemetry/Write'],
  }),
];

function role(id: string, name: string, given: Partial<Permissions>): RoleDefinition {
  return { id, name, permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...given }] };
}

import { action, dataAction, type Right } from '../../rights/caller.ts';
import {
  CLAIM_KEY,
  COMMUNICATION_SERVICE,
  OPENAI_ACCOUNT,
  SPEECH_ACCOUNT,
  TRANSLATOR_ACCOUNT,
} from '../../rights/resources.ts';
import type { ApiName, Route } from './route.ts';

const ACCOUNTS = 'Microsoft.CognitiveServices/accounts';

/** What a call needs, and at which resource. */
export interface RequiredRight {
  readonly right: Right;
  readonly resource: string;
  /** Of the token; that of Azure AI services if not given. */
  readonly audience?: string;
}

/** Text to speech in real time, by REST and by WebSocket. */
export const SYNTHESIS: RequiredRight = speech('SpeechServices/synthesis/frontend/action');

const VERBS = { GET: 'read', PUT: 'write', POST: 'write', DELETE: 'delete' } as const;

/**
 * Azure documents which data actions there are, but not which one a route asks for. Custom voice and batch synthesis have one for each kind of
 * resource and verb; what runs at once is a `…/action`. Roles tell them apart by these parts only.
 */
export function requiredRight({ api, method, path }: Pick<Route, 'api' | 'method' | 'path'>): RequiredRight {
  const [, , kind = ''] = path.split('/');
  const verb = VERBS[method];
  const byApi: Record<ApiName, RequiredRight> = {
    'custom-voice': speech(`CustomVoice/${kind.split(/[:{]/)[0]}/${verb}`),
    'batch-synthesis': speech(`BatchTextToSpeech/${kind}/${verb}`),
    transcription: speech('SpeechServices/speechrest/transcriptions/action'),
    'text-to-speech': method === 'GET' ? speech('SpeechServices/synthesis/voices/read') : SYNTHESIS,
    // Results are fetched with the signature that is part of their URLs.
    results: SYNTHESIS,
    translator: at(TRANSLATOR_ACCOUNT, 'TextTranslation/translate/action'),
    openai: at(OPENAI_ACCOUNT, 'OpenAI/deployments/chat/completions/action'),
    'key-vault': {
      right: dataAction('Microsoft.KeyVault/vaults/keys/sign/action'),
      resource: CLAIM_KEY,
      audience: 'https://vault.azure.net',
    },
    // Azure documents no data action for e-mail: the role of infra/email.bicep has these of the control plane.
    communication: {
      right: action(`Microsoft.Communication/CommunicationServices/${verb}`),
      resource: COMMUNICATION_SERVICE,
      audience: 'https://communication.azure.com',
    },
    // Nobody asks: the URL of a workflow is its credential.
    teams: SYNTHESIS,
  };
  return byApi[api];
}

function speech(name: string): RequiredRight {
  return at(SPEECH_ACCOUNT, name);
}

function at(resource: string, name: string): RequiredRight {
  return { right: dataAction(`${ACCOUNTS}/${name}`), resource };
}

import { professionalIds, type VoiceEndpoint } from '#domain';
import type { Endpoint, ProfessionalVoiceClient } from '#speech';
import { unlessItExists } from '../../platform/provider-resources.ts';

/** One that is deployed or resumed in about a minute: it is suspended whenever nobody uses it. */
const ENDPOINT_KIND = 'FastResume';
const BASE = 36;

/** Has Azure deploy the model of a voice, unless it has been asked to. */
export async function createEndpoint(
  professional: Pick<ProfessionalVoiceClient, 'createEndpoint' | 'getEndpoint'>,
  voiceId: string,
  { changedAt }: Pick<VoiceEndpoint, 'changedAt'>,
  signal: AbortSignal,
): Promise<Endpoint> {
  const { project, model, endpoint } = professionalIds(voiceId);
  const body = { projectId: project, modelId: model, properties: { kind: ENDPOINT_KIND } } as const;
  // Azure answers an operation that it knows as before, also when the endpoint was deleted since.
  const operationId = `create-${endpoint}-${Date.parse(changedAt).toString(BASE)}`;
  return unlessItExists(
    () => professional.getEndpoint(endpoint, { signal }),
    () => professional.createEndpoint(endpoint, body, operationId, { signal }),
  );
}

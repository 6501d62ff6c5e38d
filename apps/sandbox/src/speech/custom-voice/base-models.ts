import type { RestAnswer } from '../rest/call.ts';

interface BaseModel {
  readonly name: string;
  readonly description: string;
  readonly releaseDateTime: string;
  readonly expirationDateTime?: string;
  readonly capabilities: readonly ['PersonalVoice'];
}

/** The base models that speak with a personal voice. Names: learn.microsoft.com, "Use personal voice in your application". */
export const BASE_MODELS: readonly (BaseModel & { readonly wordBoundaries: boolean })[] = [
  {
    name: 'DragonLatestNeural',
    description: 'Best similarity to the speaker. No word boundaries.',
    releaseDateTime: '2024-03-01T00:00:00Z',
    capabilities: ['PersonalVoice'],
    wordBoundaries: false,
  },
  {
    name: 'DragonHDOmniLatestNeural',
    description: 'Natural prosody with style control. No word boundaries.',
    releaseDateTime: '2025-11-01T00:00:00Z',
    capabilities: ['PersonalVoice'],
    wordBoundaries: false,
  },
  {
    name: 'PhoenixLatestNeural',
    description: 'Low latency and precise pronunciation. Word boundaries.',
    releaseDateTime: '2023-10-01T00:00:00Z',
    capabilities: ['PersonalVoice'],
    wordBoundaries: true,
  },
  {
    name: 'PhoenixV2Neural',
    description: 'Pinned version of Phoenix. Word boundaries.',
    releaseDateTime: '2023-10-01T00:00:00Z',
    expirationDateTime: '2027-10-01T00:00:00Z',
    capabilities: ['PersonalVoice'],
    wordBoundaries: true,
  },
];

export function findBaseModel(name: string): (typeof BASE_MODELS)[number] | undefined {
  return BASE_MODELS.find((model) => model.name === name);
}

export function listBaseModels(): RestAnswer {
  const value = BASE_MODELS.map(({ name, description, releaseDateTime, expirationDateTime, capabilities }) => ({
    name,
    description,
    releaseDateTime,
    ...(expirationDateTime === undefined ? {} : { expirationDateTime }),
    capabilities,
  }));
  return { status: 200, body: { value } };
}

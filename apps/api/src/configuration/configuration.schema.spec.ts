import { describe, expect, it } from 'vitest';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { configurationSchema, configurationView } from './configuration.schema.ts';

describe(configurationView.name, () => {
  it('is what the schema promises, for the defaults', () => {
    const view = configurationView(testConfig({ RATE_LIMITING_ENABLED: 'true' }));
    expect(configurationSchema.parse(view)).toEqual(view);
    expect(view).toMatchObject({
      uploads: { ways: ['url', 'form', 'sourceUrl'], maxBytes: 104_857_600, formTimeoutMs: 200_000 },
      speech: { translation: false, preparation: false, maxBatchItems: 10_000 },
      rateLimits: { other: 100, synthesis: 50, training: 10 },
    });
    expect(view.speech.formats).toContainEqual(expect.objectContaining({ name: 'mp3', contentType: 'audio/mpeg' }));
    expect(view.consentLocales).toContain('en-US');
    expect(view.voiceKinds).toEqual(['personal', 'professional']);
  });

  it('says what a deployment with closed storage does not have, and that rates are not limited', () => {
    const closed = { DIRECT_UPLOADS: 'false', SPEECH_AUDIO_TRANSFER: 'upload' };
    const view = configurationView(testConfig({ ...closed, OPENAI_MODELS: 'ours' }));
    expect(view.voiceKinds).toEqual(['personal']);
    expect(view.uploads.ways).toEqual(['form', 'sourceUrl']);
    expect(view.rateLimits).toBeUndefined();
    expect(view.speech.openAiModels).toEqual(['ours', 'DragonLatestNeural']);
  });
});

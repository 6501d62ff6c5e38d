import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrol } from '../testing/enrol.ts';
import { customVoicePath, startTestSpeech, until, type RunningSpeech } from '../testing/running-speech.ts';

const DAY_MS = 86_400_000;

describe('a training that a fault stalls', () => {
  let running: RunningSpeech;
  let projectId: string;
  let consentId: string;

  beforeAll(async () => {
    running = await startTestSpeech();
    const speakerProfileId = await enrol(running);
    const { value } = (await (await running.call('GET', customVoicePath('personalvoices'))).json()) as {
      value: { speakerProfileId: string; projectId: string; consentId: string }[];
    };
    const enrolled = value.find((voice) => voice.speakerProfileId === speakerProfileId);
    projectId = enrolled?.projectId ?? '';
    consentId = enrolled?.consentId ?? '';
  });
  afterAll(() => running.close());

  it.each(['NotStarted', 'Running'] as const)('stays in %s, and does not show why', async (status) => {
    const effect = { kind: 'stall-job', status } as const;
    running.faults.add({ service: 'speech', operation: 'PersonalVoices_Create', effect });
    const path = customVoicePath(`personalvoices/stalled-${status}`);
    const audios = { containerUrl: 'http://127.0.0.1:9/samples?sig=x', extensions: ['.wav'] };
    const created = await running.call('PUT', path, { projectId, consentId, audios });
    expect(created.status).toBe(201);
    const read = async () => (await (await running.call('GET', path)).json()) as { status: string };
    const isThere = async () => ((await read()).status === status ? true : undefined);
    await until(isThere);
    running.clock.advance(3 * DAY_MS);
    expect(await read()).toMatchObject({ status });
    expect(await read()).not.toHaveProperty('stalledIn');
  });
});

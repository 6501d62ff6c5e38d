import { describe, expect, it } from 'vitest';
import { professionalIds } from '#domain';
import { anId } from '#domain/testing';
import { FakeProfessionalVoices } from './professional/fake-professional-voices.fixture.ts';
import { RemoveProfessionalVoice } from './remove-professional-voice.service.ts';

const IDS = professionalIds(anId('voice'));
const signal = new AbortController().signal;

describe(RemoveProfessionalVoice.name, () => {
  it('deletes what costs first, and nothing before what uses it', async () => {
    const azure = new FakeProfessionalVoices();
    for (const id of Object.values(IDS)) azure.set(id, 'Succeeded');
    const remove = new RemoveProfessionalVoice(azure.customVoice, azure.professional);
    const one = { endpoints: 1, models: 1, trainingSets: 1, agreements: 1, projects: 1 };
    expect(await remove.remains(anId('voice'), signal)).toEqual(one);
    await remove.execute(anId('voice'), signal);
    const order = [IDS.endpoint, IDS.model, IDS.trainingSet, IDS.consent, IDS.project];
    expect(azure.calls).toEqual(order.map((id) => `delete ${id}`));
    expect(Object.values(await remove.remains(anId('voice'), signal))).toEqual([0, 0, 0, 0, 0]);
  });

  it.each(Object.values(IDS))('has the message come again when Azure refuses to delete %s now', async (id) => {
    const azure = new FakeProfessionalVoices();
    for (const each of Object.values(IDS)) azure.set(each, 'Succeeded');
    azure.undeletable = id;
    const remove = new RemoveProfessionalVoice(azure.customVoice, azure.professional);
    await expect(remove.execute(anId('voice'), signal)).rejects.toMatchObject({ code: 'provider-unavailable' });
    azure.undeletable = undefined;
    await remove.execute(anId('voice'), signal);
    expect(azure.resources.size).toBe(0);
  });
});

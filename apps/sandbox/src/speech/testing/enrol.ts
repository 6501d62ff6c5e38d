import { consentStatement } from '#domain';
import { customVoicePath, ended, sayWav, speakSsml, type RunningSpeech } from './running-speech.ts';

const TALENT = 'Anna Maria';
const COMPANY = 'Contoso';
const PROMPT =
  'The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background. It is easy to tell the depth of a well.';

let made = 0;

/**
 * Makes a personal voice and gives its speaker profile id. The prompts are WAV files; without them, and for the consent, the sandbox's
 * own voice speaks.
 */
export async function enrol(running: RunningSpeech, prompts?: readonly Uint8Array[]): Promise<string> {
  made += 1;
  const projectId = `enrolled-project-${made}`;
  await running.call('PUT', customVoicePath(`projects/${projectId}`), { kind: 'PersonalVoice' });
  const statement = await sayWav(running, speakSsml(consentStatement('en-US', TALENT, COMPANY)));
  const consent = new FormData();
  const fields = { projectId, voiceTalentName: TALENT, companyName: COMPANY, locale: 'en-US' };
  for (const [name, value] of Object.entries(fields)) consent.set(name, value);
  consent.set('audiodata', new Blob([new Uint8Array(statement)]), 'consent.wav');
  const consentPath = customVoicePath(`consents/enrolled-consent-${made}`);
  await running.call('POST', consentPath, consent);
  await ended(running, consentPath);
  const voice = new FormData();
  voice.set('projectId', projectId);
  voice.set('consentId', `enrolled-consent-${made}`);
  for (const prompt of prompts ?? [await sayWav(running, speakSsml(PROMPT))]) {
    voice.append('audiodata', new Blob([new Uint8Array(prompt)]), 'prompt.wav');
  }
  const voicePath = customVoicePath(`personalvoices/enrolled-voice-${made}`);
  await running.call('POST', voicePath, voice);
  const { status, speakerProfileId } = await ended<{ status: string; speakerProfileId: string }>(running, voicePath);
  if (status !== 'Succeeded') throw new Error(`the voice is ${status}`);
  return speakerProfileId;
}

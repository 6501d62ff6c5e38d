import './require-node.ts';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { VoiceClient } from '#client';
import { VoiceSystem } from '../system/voice-system.ts';
import { callerSettings, notesOnSettings } from './caller-settings.ts';
import { checkFiles } from './check-files.ts';
import { enrolAndSpeak } from './enrol-and-speak.ts';
import { managedIdentityToken } from './managed-identity-token.ts';
import { runInOwnNetwork } from './own-network.ts';
import { PlayedPerson } from './played-person.ts';
import { Progress, seconds } from './progress.ts';
import { endContainers, unpackedImages } from './demo-images.ts';

const DEFAULT_TEXT =
  'Hello. This voice was enrolled a moment ago, from a few sentences and a spoken consent, and now it reads whatever you give it.';

class Interrupted extends Error {}

/** What shells expect of a program that ended by Ctrl-C: 128 + SIGINT. */
const INTERRUPTED = 130;

/** `npm run demo`; scripts/commands describes the options. */
const { values } = parseArgs({
  options: {
    sample: { type: 'string', multiple: true, default: [] },
    consent: { type: 'string' },
    name: { type: 'string', default: 'Voice Talent' },
    company: { type: 'string', default: 'Contoso' },
    text: { type: 'string', default: DEFAULT_TEXT },
    out: { type: 'string', default: 'demo.wav' },
    images: { type: 'boolean', default: false },
    private: { type: 'boolean', default: false },
  },
});
const settings = callerSettings(process.env);
process.exitCode = (values.images ? await runInOwnNetwork() : undefined) ?? (await demo());

async function demo(): Promise<number> {
  const progress = new Progress(process.stdout);
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => reject(new Interrupted()));
  });
  interrupted.catch(() => undefined);
  let system: VoiceSystem | undefined;
  let failed = true;
  const starting = begin(progress).then((started) => (system = started));
  try {
    await Promise.race([starting, interrupted]);
    await Promise.race([starting.then((started) => run(started, progress)), interrupted]);
    if (system?.containers !== undefined) await endContainers(system);
    failed = false;
    return 0;
  } catch (error) {
    progress.fail();
    if (error instanceof Interrupted) {
      failed = false;
      console.error('\nThe demo was interrupted. Stopping what it started …');
      return INTERRUPTED;
    }
    console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
    if (system) console.error(`Logs: ${system.folder}`);
    return 1;
  } finally {
    await starting.then((started) => started.stop({ keepLogs: failed })).catch(() => undefined);
  }
}

async function begin(progress: Progress): Promise<VoiceSystem> {
  await checkFiles({
    read: [...values.sample, ...(values.consent === undefined ? [] : [values.consent])],
    write: values.out,
  });
  for (const note of notesOnSettings(settings)) console.log(note);
  const images = values.images ? await unpackedImages(progress) : undefined;
  progress.begin('Start the sandbox, the API and a worker');
  return VoiceSystem.start({
    ...(images === undefined ? {} : { images }),
    onProgress: (what) => progress.show(what),
    environment: settings.environment,
    sandboxEnvironment: {
      ...settings.sandboxEnvironment,
      ...(values.private ? { SANDBOX_PRIVATE_STORAGE: 'true' } : {}),
    },
  });
}

async function run(system: VoiceSystem, progress: Progress): Promise<void> {
  const { environment } = system.ready;
  const folder = join(system.folder, 'recordings');
  await mkdir(folder, { recursive: true });
  const speechToken = await managedIdentityToken(environment, 'https://cognitiveservices.azure.com');
  const person = new PlayedPerson(environment['SPEECH_ENDPOINT'] ?? '', speechToken, folder);
  let { sample: samples } = values;
  if (samples.length === 0) {
    progress.begin('Record the person (played by the sandbox’s voice)');
    samples = await person.samples();
  }
  const { consent } = values;
  const out = resolve(values.out);
  const spoken = await enrolAndSpeak(
    new VoiceClient({ baseUrl: system.apiUrl, token: () => system.token() }),
    {
      talent: values.name,
      company: values.company,
      text: values.text,
      samples,
      consentRecording: (statement) => (consent === undefined ? person.statement(statement) : Promise.resolve(consent)),
      out,
    },
    progress,
  );
  const widest = Math.max(...progress.times.map(({ stage }) => stage.length));
  console.log();
  for (const { stage, durationMs } of progress.times)
    console.log(`  ${stage.padEnd(widest)}  ${seconds(durationMs).padStart(7)}`);
  if (values.sample.length > 0 && consent === undefined) {
    console.log(
      '\n  The consent statement was read by the sandbox’s voice; give a recording of the person with --consent.',
    );
  }
  console.log(`\n  ${seconds(spoken.durationMs)} of speech by the voice ${spoken.voiceId}:\n  ${out}`);
}

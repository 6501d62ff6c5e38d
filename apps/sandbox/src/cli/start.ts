import './require-node.ts';
import { parseArgs } from 'node:util';
import { DEMO_CLIENT } from '../entra/directory.ts';
import { VoiceSystem } from '../system/voice-system.ts';
import { callerSettings, notesOnSettings } from './caller-settings.ts';
import { choosePort, noteOnPort } from './free-port.ts';
import { KEPT_FOLDER, keepData } from './kept-folder.ts';
import { Progress } from './progress.ts';
import { noteOnProducers, producerVariable, writeProducerFiles } from './producer-files.ts';
import { removeTokenSource, writeTokenSource } from './token-source.ts';

/** `npm start`; scripts/commands describes the options. */
const { values } = parseArgs({
  options: {
    keep: { type: 'boolean', default: false },
    data: { type: 'string' },
    unlimited: { type: 'boolean', default: false },
    producer: { type: 'string', multiple: true, default: [] },
  },
});
const kept = values.data ?? (values.keep ? KEPT_FOLDER : undefined);
const settings = callerSettings(process.env);
/** What the user has to know beside the table. */
const notes: string[] = [];

const progress = new Progress(process.stdout);
// Not `once`: npm forwards Ctrl-C a second time, and a signal without a listener would end this process before the others.
const stopRequested = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
});
const starting = start();
try {
  // Ctrl-C while it starts: let it finish starting what it has begun, then stop it.
  const system = await Promise.race([starting, stopRequested.then(() => undefined)]);
  if (system) {
    await printTable(system);
    const ended = system.processes.map(async (process) => {
      const code = await process.exited;
      throw new Error(`${process.name} ended by itself with code ${code}; its log is in ${system.folder}`);
    });
    await Promise.race([stopRequested, ...ended]);
  }
} catch (error) {
  progress.fail();
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  const system = await starting.catch(() => undefined);
  if (system) {
    console.log('\nStopping …');
    await system.stop({ keepLogs: process.exitCode !== undefined });
    await removeTokenSource(system.ready.environment);
  }
}

async function start(): Promise<VoiceSystem> {
  const chosen = await choosePort(process.env['PORT'], settings.environment['HOST']);
  progress.begin('Start the sandbox, the API and a worker');
  const system = await VoiceSystem.start({
    apiPort: chosen.port,
    onProgress: (what) => progress.show(what),
    environment: settings.environment,
    sandboxEnvironment: {
      ...settings.sandboxEnvironment,
      ...producerVariable(values.producer),
      ...(kept === undefined ? {} : keepData(kept)),
    },
    defaultRateLimits: !values.unlimited,
  });
  await writeTokenSource({
    ...system.ready.environment,
    SANDBOX_CONTROL_URL: system.endpoint('control'),
    API_URL: system.apiUrl,
  });
  await writeProducerFiles(system.ready);
  progress.end();
  notes.push(...noteOnProducers(system.ready));
  notes.push(...noteOnPort(chosen, system.apiUrl), ...notesOnSettings(settings));
  return system;
}

async function printTable(system: VoiceSystem): Promise<void> {
  const { apiUrl } = system;
  const rows = [
    ['API', apiUrl],
    ['Swagger UI', `${apiUrl}/docs`],
    ['Worker health', `${system.workerUrls[0]}/health`],
    ['Sandbox control', system.endpoint('control')],
    ['Logs', system.folder],
    ['Client', `${DEMO_CLIENT.name}, all roles`],
    ['Rate limits', values.unlimited ? 'none (--unlimited)' : 'as deployed; none with: npm start -- --unlimited'],
  ];
  console.log();
  for (const note of notes) console.log(`  ${note}\n`);
  for (const [name = '', value = ''] of rows) console.log(`  ${name.padEnd(16)} ${value}`);
  console.log(`\n  Token (valid for about an hour; a new one: npm run --silent token)\n\n${await system.token()}\n`);
  console.log(`  Try next, in another terminal:

  bash scripts/tour.sh

  or

  API=${apiUrl}
  TOKEN=$(npm run --silent token)
  curl -H "Authorization: Bearer $TOKEN" "$API/v1/voices"

  ${
    kept === undefined
      ? 'Ctrl-C stops everything, and everything stored ends with it. To keep it: npm start -- --keep'
      : `Ctrl-C stops everything. What is stored stays in ${kept}`
  }`);
}

import './require-node.ts';
import { parseArgs } from 'node:util';
import { DEMO_CLIENT } from '../entra/directory.ts';
import { VoiceSystem } from '../system/voice-system.ts';
import { API_PORT, portOrAny } from './free-port.ts';
import { KEPT_FOLDER, keepData } from './kept-folder.ts';
import { Progress } from './progress.ts';
import { removeTokenSource, writeTokenSource } from './token-source.ts';

const { keep } = parseArgs({ options: { keep: { type: 'boolean', default: false } } }).values;

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
  progress.begin('Start the sandbox, the API and a worker');
  const system = await VoiceSystem.start({
    apiPort: await portOrAny(API_PORT),
    onProgress: (what) => progress.show(what),
    ...(keep ? { sandboxEnvironment: keepData() } : {}),
  });
  await writeTokenSource({ ...system.ready.environment, SANDBOX_CONTROL_URL: system.endpoint('control') });
  progress.end();
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
  ];
  console.log();
  for (const [name = '', value = ''] of rows) console.log(`  ${name.padEnd(16)} ${value}`);
  console.log(`\n  Token (valid for about an hour; a new one: npm run --silent token)\n\n${await system.token()}\n`);
  console.log(`  Try next, in another terminal:

  TOKEN=$(npm run --silent token)
  curl -H "Authorization: Bearer $TOKEN" ${apiUrl}/v1/voices
  curl -H "Authorization: Bearer $TOKEN" ${apiUrl}/v1/consent-statements

  Ctrl-C stops everything${keep ? `. What is stored stays in ${KEPT_FOLDER}` : ', and everything stored ends with it.'}`);
}

/**
 * `npm run dev`: the sandbox, which keeps its data, and the API and a worker that are compiled and restarted when their source changes.
 * Types are not checked: the editor and `npm run check` do that.
 */
import './require-node.ts';
import { parseArgs } from 'node:util';
import { type LogLine } from '../system/managed-process.ts';
import { type Deployable, VoiceSystem } from '../system/voice-system.ts';
import { WatchedDeployable } from '../system/watched-deployable.ts';
import { callerSettings, notesOnSettings } from './caller-settings.ts';
import { choosePort, freePort, noteOnPort } from './free-port.ts';
import { KEPT_FOLDER, keepData } from './kept-folder.ts';
import { removeTokenSource, writeTokenSource } from './token-source.ts';

const stopRequested = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
});

const { unlimited } = parseArgs({ options: { unlimited: { type: 'boolean', default: false } } }).values;
const settings = callerSettings(process.env);
const end = (error: unknown): never => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
};

const chosen = await choosePort(process.env['PORT'], settings.environment['HOST']).catch(end);
const port = chosen.port === 0 ? await freePort() : chosen.port;
const apiUrl = `http://127.0.0.1:${port}`;
console.log(`Start the sandbox; its data is in ${KEPT_FOLDER}`);
const system = await VoiceSystem.start({
  apis: 0,
  workers: 0,
  environment: settings.environment,
  sandboxEnvironment: { ...settings.sandboxEnvironment, ...keepData() },
  defaultRateLimits: !unlimited,
}).catch(end);
await writeTokenSource({
  ...system.ready.environment,
  SANDBOX_CONTROL_URL: system.endpoint('control'),
  API_URL: apiUrl,
});
for (const note of [...noteOnPort(chosen, apiUrl), ...notesOnSettings(settings)]) console.log(note);
const watched = [
  watch('api', { PORT: String(port) }, 'the API is ready'),
  watch('worker', { HEALTH_PORT: settings.environment['HEALTH_PORT'] ?? '0' }, 'the worker is ready'),
];
console.log(
  `Compile and start the API (${apiUrl}) and a worker; logs are in ${system.folder}. Ctrl-C stops everything.`,
);
const ended = [...watched.map((each) => each.process), system.sandbox].map(async (process) => {
  throw new Error(`${process.name} ended by itself with code ${await process.exited}`);
});
try {
  await Promise.race([stopRequested, ...ended]);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  console.log('Stopping …');
  for (const promise of ended) promise.catch(() => undefined);
  await Promise.all(watched.map((each) => each.stop()));
  await system.stop({ keepLogs: process.exitCode !== undefined });
  await removeTokenSource(system.ready.environment);
}

function watch(name: Deployable, own: Record<string, string>, ready: string): WatchedDeployable {
  return new WatchedDeployable(system, name, own, (line) => {
    const shown = shownOf(line, ready);
    if (shown !== undefined) console.log(`${name.padEnd(6)} ${shown}`);
  });
}

/** Log lines at level info are in the log file alone, except for the one that says that the deployable is ready. */
function shownOf(line: string, ready: string): string | undefined {
  if (!line.startsWith('{')) return line.trim() === '' ? undefined : line;
  try {
    const { msg, level, url, waitingFor } = JSON.parse(line) as LogLine;
    if (msg === ready) return `is ready: ${String(url)}`;
    if (Array.isArray(waitingFor)) return `waits for: ${waitingFor.join(', ')}`;
    return level === 'info' || level === 'debug' || level === 'trace' ? undefined : line;
  } catch {
    return line;
  }
}

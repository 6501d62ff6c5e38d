/**
 * `npm run doctor -- [api|worker] [--json]`: says what is wrong with the environment of a deployable, the API if none is named. With
 * `COSMOS_ENDPOINT` set it is the environment of this process; without, that of the system that `npm start` runs on this machine.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const home = join(import.meta.dirname, '..');
const [first, ...others] = process.argv.slice(2);
const isNamed = first === 'api' || first === 'worker';
const deployable = isNamed ? first : 'api';
const args = isNamed || first === undefined ? others : [first, ...others];
const environment = process.env.COSMOS_ENDPOINT ? {} : await ofLocalSystem();

// A process of its own: Node reads its further certificate authorities when it starts.
const entry = join(home, 'dist', 'apps', deployable, 'src', 'doctor.main.js');
const child = spawn(process.execPath, [entry, ...args], { env: { ...process.env, ...environment }, stdio: 'inherit' });
child.once('exit', (code) => (process.exitCode = code ?? 1));

async function ofLocalSystem() {
  try {
    const noted = JSON.parse(await readFile(join(home, '.sandbox', 'running.json'), 'utf8'));
    const answer = await (await fetch(noted.SANDBOX_CONTROL_URL)).json();
    return { ...answer.environment, ...answer.deployables?.[deployable] };
  } catch {
    console.error('No system runs here. Start one with npm start, or set COSMOS_ENDPOINT and the other variables.');
    process.exit(2);
  }
}

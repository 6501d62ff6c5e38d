/**
 * Runs a compiled entry: `node scripts/on-local-system.mjs apps/api/src/audit-verify.main.js [OPTIONS]`. With `COSMOS_ENDPOINT` set it works
 * on that account; without, on the system that `npm start` runs on this machine, whose sandbox tells how it is reached.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const home = join(import.meta.dirname, '..');
const [entry = '', ...options] = process.argv.slice(2);
const environment = process.env.COSMOS_ENDPOINT ? {} : await ofLocalSystem();

// A process of its own: Node reads its further certificate authorities when it starts.
const child = spawn(process.execPath, [join(home, 'dist', entry), ...options], {
  env: { ...process.env, ...environment },
  stdio: 'inherit',
});
child.once('exit', (code) => (process.exitCode = code ?? 2));

async function ofLocalSystem() {
  try {
    const noted = JSON.parse(await readFile(join(home, '.sandbox', 'running.json'), 'utf8'));
    const answer = await (await fetch(noted.SANDBOX_CONTROL_URL)).json();
    return answer.environment;
  } catch {
    console.error('No system runs here. Start one with npm start, or set COSMOS_ENDPOINT and the other variables.');
    process.exit(2);
  }
}

import { spawn } from 'node:child_process';

/** How long a deployable may take to be ready, and then to end, on the slowest machine that builds images. */
const MAX_MS = 120_000;
/** In a build there is nothing to connect to: a deployable listens, and says what it waits for. */
const READY = /"msg":"(?:the (?:API|worker) is ready|listening on [^"]+)"/;

/**
 * Starts a deployable, asks it to end once it is ready or waits for nothing but its dependencies, and resolves with what it printed.
 * @throws Error with what it printed when it does not become ready, or does not end with 0
 */
export async function runToReady(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const child = spawn(process.execPath, [...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), MAX_MS);
  let output = '';
  let ready = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (ready || !READY.test(output)) return;
      ready = true;
      child.kill('SIGTERM');
    });
  }
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  clearTimeout(timer);
  if (!ready) throw new Error(`it ended with ${ended} before it was ready:\n${output}`);
  if (ended !== 'code 0') throw new Error(`it ended with ${ended} when it was asked to:\n${output.slice(-2_000)}`);
  return output;
}

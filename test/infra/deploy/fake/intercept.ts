import { connect } from 'node:net';
import { relative } from 'node:path';

/**
 * Preloaded into each Node that a deploy script starts: the programs that reach outside do not run, the fake answers for them. The scripts put the
 * Node of the repository first on the PATH, so a program in its place is not found.
 */
const FAKED = ['scripts/image/push.ts', 'dist/apps/api/src/smoke.main.js'];

const [, file = '', ...args] = process.argv;
const script = relative(process.cwd(), file);
if (FAKED.includes(script)) {
  const variables = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  const fields = ['node', process.cwd(), String(args.length + 1), script, ...args, ...variables];
  const socket = connect(Number(process.env['FAKE_AZURE_PORT']), '127.0.0.1');
  socket.setEncoding('utf8').write(`${Buffer.from(fields.join('\0')).toString('base64')}\n`);
  let reply = '';
  for await (const chunk of socket) reply += chunk as string;
  const [code, stdout = '', stderr = ''] = reply.split('\n');
  const print = (stream: NodeJS.WriteStream, text: string) =>
    new Promise((resolve) => {
      stream.write(Buffer.from(text, 'base64'), resolve);
    });
  await print(process.stdout, stdout);
  await print(process.stderr, stderr);
  process.exit(Number(code));
}

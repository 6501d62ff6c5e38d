/**
 * Sends many large bodies at once and keeps sending while it may, for a process of its own:
 *
 *   node send-bodies.ts <url> <connections> <bytes> [token]
 *
 * Prints how often each status was answered, as JSON, when each connection was answered and has ended.
 */
import { connect } from 'node:net';

const [url = '', connections = '', bytes = '', token] = process.argv.slice(2);
const { hostname, port, pathname } = new URL(url);
const authorization = token === undefined ? '' : `authorization: Bearer ${token}\r\n`;
const head = `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\n${authorization}content-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`;
const body = Buffer.alloc(Number(bytes), ' ');

const statuses = await Promise.all(Array.from({ length: Number(connections) }, send));
const counts: Record<string, number> = {};
for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
console.log(JSON.stringify(counts));

function send(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let answer = '';
  const socket = connect(Number(port), hostname, () => {
    socket.write(head);
    socket.write(body);
  });
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  // What is cut off while it is sent has been answered before.
  socket.on('error', () => undefined);
  socket.on('close', () => resolve(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'none'));
  return promise;
}

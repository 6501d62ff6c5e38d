/** The Speech SDK behind Node's own HTTP server and nothing else, for `speech.bench.ts`: node bare-http.ts {speech url} {connections} */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { BareSdk } from './bare-sdk.ts';

const [url = '', connections = '1'] = process.argv.slice(2);
const sdk = new BareSdk(url);
const free = Array.from({ length: Number(connections) }, (_, index) => index);
await sdk.open(free.length);

async function speak(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { text } = (await json(request)) as { text: string };
  const index = free.pop();
  if (index === undefined) throw new RangeError('more streams than connections');
  await sdk.speak(index, text, (chunk) => response.write(chunk));
  free.push(index);
  response.end();
}

const server = createServer((request, response) => {
  speak(request, response).catch((error: unknown) => response.destroy(error as Error));
}).listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.once('disconnect', () => process.exit(0));

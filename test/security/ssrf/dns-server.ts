import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const TYPE_A = 1;
const TYPE_AAAA = 28;

export interface DnsServer {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** How often each name was asked for its IPv4 addresses. */
  readonly asked: ReadonlyMap<string, number>;
  close(): void;
}

/**
 * A name server of the test's own.
 * @param answer the IPv4 addresses of a name, the `count`th time that it is asked for, from 1; its life is 0 seconds
 */
export async function startDnsServer(answer: (name: string, count: number) => readonly string[]): Promise<DnsServer> {
  const asked = new Map<string, number>();
  const socket = createSocket('udp4');
  socket.on('message', (query, peer) => {
    const { name, type, end } = question(query);
    let addresses: readonly string[] = [];
    if (type === TYPE_A) {
      const count = (asked.get(name) ?? 0) + 1;
      asked.set(name, count);
      addresses = answer(name, count);
    }
    socket.send(response(query, end, addresses), peer.port, peer.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  return { address: `127.0.0.1:${port}`, asked, close: () => socket.close() };
}

/** The one question of a query (RFC 1035, section 4.1.2). */
function question(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const type = query.readUInt16BE(at + 1);
  if (type !== TYPE_A && type !== TYPE_AAAA) throw new Error(`the test asks for type ${type}`);
  return { name: labels.join('.').toLowerCase(), type, end: at + 5 };
}

function response(query: Buffer, end: number, addresses: readonly string[]): Buffer {
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8580, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const records = addresses.map((address) => {
    const record = Buffer.alloc(16);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(TYPE_A, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(0, 6);
    record.writeUInt16BE(4, 10);
    Buffer.from(address.split('.').map(Number)).copy(record, 12);
    return record;
  });
  return Buffer.concat([header, query.subarray(12, end), ...records]);
}

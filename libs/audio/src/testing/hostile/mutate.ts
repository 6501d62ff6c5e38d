import { seededRandom } from '../test-wav.ts';
import type { Seed } from './seeds.ts';

/** Values at the edges of what headers hold. */
const extremes = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_fffe];
const headerBytes = 512;

/** The same seed file and number always give the same damaged file. */
export function mutate(seed: Seed, number: number): Buffer {
  const random = seededRandom(number * 2_654_435_761);
  const below = (limit: number): number => Math.floor(random() * limit);
  let bytes = Buffer.from(seed.bytes);
  const edits = 1 + below(12);
  for (let edit = 0; edit < edits && bytes.length > 8; edit++) {
    const reach = random() < 0.6 ? Math.min(bytes.length, headerBytes) : bytes.length;
    const at = below(reach);
    switch (below(8)) {
      case 0:
        bytes[at] = (bytes[at] as number) ^ (1 << below(8));
        break;
      case 1:
        bytes[at] = below(256);
        break;
      case 2:
        if (at + 4 <= bytes.length) bytes.writeUInt32LE(extremes[below(extremes.length)] as number, at);
        break;
      case 3:
        if (at + 4 <= bytes.length) bytes.writeUInt32BE(extremes[below(extremes.length)] as number, at);
        break;
      case 4:
        bytes = bytes.subarray(0, Math.max(1, bytes.length - below(bytes.length)));
        break;
      case 5:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + below(64)))]);
        break;
      case 6: {
        const from = below(bytes.length);
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + 1 + below(256)), bytes.subarray(at)]);
        break;
      }
      default:
        for (let i = at; i < Math.min(bytes.length, at + below(64)); i++) bytes[i] = below(256);
    }
  }
  return bytes;
}

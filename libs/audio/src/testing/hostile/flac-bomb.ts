/** FLAC files made by hand: hours of sound in kilobytes, and rates that no one records at (RFC 9639). */

/** One frame of `blockSamples` times the same value: 16 bytes, whatever its length. */
function constantFrame(number: number, blockSamples: number): Buffer {
  // Sync and fixed block size; block size in 16 bits at the end of the header, rate from STREAMINFO; mono, 16 bits.
  const header = Buffer.concat([Buffer.from([0xff, 0xf8, 0x70, 0x08]), utf8Number(number), uint16(blockSamples - 1)]);
  const withCrc = Buffer.concat([header, Buffer.from([crc8(header)])]);
  const body = Buffer.concat([withCrc, Buffer.from([0x00, 0x00, 0x01])]);
  return Buffer.concat([body, uint16(crc16(body))]);
}

function streamInfo(blockSamples: number, sampleRateHz: number, totalSamples: bigint): Buffer {
  const info = Buffer.alloc(34);
  info.writeUInt16BE(blockSamples, 0);
  info.writeUInt16BE(blockSamples, 2);
  // 20 bits rate, 3 bits channels − 1, 5 bits sample size − 1, 36 bits total samples.
  const packed = (BigInt(sampleRateHz) << 44n) | (0n << 41n) | (15n << 36n) | totalSamples;
  info.writeBigUInt64BE(packed, 10);
  return Buffer.concat([Buffer.from('fLaC'), Buffer.from([0x80, 0, 0, 34]), info]);
}

/** A FLAC file of near silence that lasts `hours` and takes about 42 kB an hour. */
export function flacBomb(hours: number, sampleRateHz = 48_000): Buffer {
  const blockSamples = 65_535;
  const frames = Math.ceil((hours * 3600 * sampleRateHz) / blockSamples);
  const parts = [streamInfo(blockSamples, sampleRateHz, 0n)];
  for (let number = 0; number < frames; number++) parts.push(constantFrame(number, blockSamples));
  return Buffer.concat(parts);
}

function utf8Number(value: number): Buffer {
  return Buffer.from(String.fromCodePoint(value), 'utf8');
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value & 0xffff, 0);
  return bytes;
}

function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80) === 0 ? (crc << 1) & 0xff : ((crc << 1) ^ 0x07) & 0xff;
  }
  return crc;
}

function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ 0x8005) & 0xffff;
  }
  return crc;
}

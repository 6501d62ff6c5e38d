/** Where the pre-skip stands: after the page header with one lacing value (RFC 3533 §6) and `OpusHead`, version and channels (RFC 7845 §5.1). */
const preSkipOffset = 28 + 8 + 2;
const checksumOffset = 22;

/** The same Ogg Opus file with another pre-skip: samples at 48 kHz, at most 65 535, that a decoder drops at the start. */
export function withPreSkip(opus: Buffer, samples: number): Buffer {
  const changed = Buffer.from(opus);
  changed.writeUInt32LE(0, checksumOffset);
  changed.writeUInt16LE(samples, preSkipOffset);
  const segments = changed.readUInt8(26);
  const length = 27 + segments + changed.subarray(27, 27 + segments).reduce((sum, value) => sum + value, 0);
  changed.writeUInt32LE(checksum(changed.subarray(0, length)), checksumOffset);
  return changed;
}

/** CRC-32 of Ogg: polynomial 0x04c11db7, neither reflected nor inverted. */
function checksum(page: Buffer): number {
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}

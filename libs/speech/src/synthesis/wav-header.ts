export interface PcmFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bitsPerSample: number;
}

/** What this project stores: 24 kHz, mono, 16-bit. */
export const CANONICAL_PCM: PcmFormat = { sampleRateHz: 24_000, channels: 1, bitsPerSample: 16 };

export const WAV_HEADER_BYTES = 44;

/** What a size field holds when the size is not known: readers (FFmpeg among them) then read to the end of the stream. */
const UNKNOWN_SIZE = 0xff_ff_ff_ff;

/** The largest `data` chunk that the 32-bit RIFF size can describe together with the header. */
export const WAV_MAX_DATA_BYTES = UNKNOWN_SIZE - 1 - (WAV_HEADER_BYTES - 8);

/**
 * The 44-byte RIFF/WAVE header of linear PCM (Multimedia Programming Interface and Data Specifications 1.0, `fmt ` of tag 1).
 * Without `dataBytes` the sizes say "unknown", for a stream whose end is not known yet.
 * @throws RangeError when the data does not fit into a RIFF file.
 */
export function wavHeader(format: PcmFormat = CANONICAL_PCM, dataBytes?: number): Uint8Array {
  if (dataBytes !== undefined && (!Number.isInteger(dataBytes) || dataBytes < 0 || dataBytes > WAV_MAX_DATA_BYTES)) {
    throw new RangeError('A WAV file holds 0 to 4,294,967,258 bytes of samples');
  }
  const blockAlign = (format.channels * format.bitsPerSample) / 8;
  const header = new Uint8Array(WAV_HEADER_BYTES);
  const view = new DataView(header.buffer);
  const ascii = (offset: number, text: string): void => {
    for (let i = 0; i < text.length; i++) view.setUint8(offset + i, text.charCodeAt(i));
  };
  ascii(0, 'RIFF');
  view.setUint32(4, dataBytes === undefined ? UNKNOWN_SIZE : WAV_HEADER_BYTES - 8 + dataBytes, true);
  ascii(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, format.channels, true);
  view.setUint32(24, format.sampleRateHz, true);
  view.setUint32(28, format.sampleRateHz * blockAlign, true);
  view.setUint16(32, blockAlign, true);
  view.setUint16(34, format.bitsPerSample, true);
  ascii(36, 'data');
  view.setUint32(40, dataBytes ?? UNKNOWN_SIZE, true);
  return header;
}

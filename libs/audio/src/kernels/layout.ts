/** Where the kernels find their data in the shared memory, in bytes. One call uses it at a time. */
export const pageBytes = 65_536;

/** Samples a kernel takes at once. */
export const maxSamples = 8_192;
/** Samples are looked at in groups of this many: what a group's extremes rule out is not computed. */
export const groupLength = 16;
/** Samples that stand before the first one, for filters that look back; no filter is longer. */
export const historySamples = groupLength;

const channelBytes = (historySamples + maxSamples) * 4;
const extremesBytes = (maxSamples / groupLength) * 4;

export const layout = {
  /** State and coefficients, at most 1 KiB. */
  parameters: 0,
  /** `historySamples` of history, then the samples of the first channel. */
  first: 1_024,
  second: 1_024 + channelBytes,
  /** Highest and lowest sample of each group. */
  highs: 1_024 + 2 * channelBytes,
  lows: 1_024 + 2 * channelBytes + extremesBytes,
} as const;

export const memoryPages = Math.ceil((layout.lows + extremesBytes) / pageBytes);

/** Levels below this are reported as this: lower than any 24-bit noise floor, and finite, so that JSON can hold it. */
export const silenceDb = -120;

/** 20·log10 of an amplitude relative to full scale, floored at -120 dB. */
export function amplitudeToDb(amplitude: number): number {
  return amplitude > 1e-6 ? 20 * Math.log10(amplitude) : silenceDb;
}

/** 10·log10 of a power relative to full scale squared, floored at -120 dB. */
export function powerToDb(power: number): number {
  return power > 1e-12 ? 10 * Math.log10(power) : silenceDb;
}

export function dbToAmplitude(db: number): number {
  return 10 ** (db / 20);
}

export function dbToPower(db: number): number {
  return 10 ** (db / 10);
}

/** Rounds to `digits` decimals: reports carry no digits that mean nothing. */
export function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

import { describe, expect, it } from 'vitest';
import { amplitudeToDb, dbToAmplitude, dbToPower, powerToDb, round, silenceDb } from './decibel.ts';

describe('decibels', () => {
  it.each([
    [1, 0],
    [0.5, -6.0206],
    [0.1, -20],
    [0.001, -60],
  ])('are 20·log10 of the amplitude %d', (amplitude, db) => {
    expect(amplitudeToDb(amplitude)).toBeCloseTo(db, 4);
    expect(dbToAmplitude(db)).toBeCloseTo(amplitude, 6);
  });

  it.each([
    [1, 0],
    [0.5, -3.0103],
    [0.1, -10],
    [0.000_001, -60],
  ])('are 10·log10 of the power %d', (power, db) => {
    expect(powerToDb(power)).toBeCloseTo(db, 4);
    expect(dbToPower(db)).toBeCloseTo(power, 6);
  });

  it('are the same for an amplitude and its square, and end at the floor', () => {
    for (const amplitude of [0.9, 0.03, 0.000_2]) {
      expect(powerToDb(amplitude ** 2)).toBeCloseTo(amplitudeToDb(amplitude), 9);
    }
    expect([amplitudeToDb(0), powerToDb(0)]).toEqual([silenceDb, silenceDb]);
  });

  it('are rounded to the digits that mean something', () => {
    expect([round(-6.0206, 2), round(-6.0206, 0)]).toEqual([-6.02, -6]);
  });
});

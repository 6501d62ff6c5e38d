import { gaussianNoise, seededRandom } from './test-wav.ts';

export interface MadeSound {
  readonly name: string;
  readonly samples: Float32Array;
}

const seconds = 9;

/** Sounds that are loud enough and rise far enough out of their own noise to be taken for speech by their energy. */
export function soundsWithoutSpeech(sampleRateHz: number): readonly MadeSound[] {
  const made: MadeSound[] = [];
  const add = (name: string, value: (time: number, i: number) => number): void => {
    const floor = gaussianNoise(2e-4, seconds * sampleRateHz, made.length + 1);
    made.push({ name, samples: floor.map((noise, i) => noise + 0.25 * value(i / sampleRateHz, i)) });
  };
  const tone = (hz: number, time: number): number => Math.sin(2 * Math.PI * hz * time);
  const white = gaussianNoise(0.4, seconds * sampleRateHz, 99);
  const whiteAt = (i: number): number => white[i % white.length] as number;
  /** 1 during the first `share` of each period. */
  const gate = (time: number, periodS: number, share: number): number => (time % periodS < share * periodS ? 1 : 0);
  const decay = (time: number, periodS: number, rate: number): number => Math.exp(-rate * (time % periodS));

  const scales: readonly (readonly [string, readonly number[]])[] = [
    ['A minor', [220, 261.6, 329.6]],
    ['C major', [261.6, 329.6, 392]],
    ['an octave', [110, 220, 440]],
    ['a diminished', [246.9, 293.7, 349.2, 415.3]],
  ];
  for (const [name, notes] of scales) {
    const chord = (time: number): number =>
      notes.reduce((sum, hz) => sum + tone(hz, time) + tone(2 * hz, time) / 3, 0) / 4;
    add(`chord of ${name}, held`, (time) => chord(time) * (time % 4 < 3.5 ? 1 : 0));
    add(`chord of ${name}, struck twice a second`, (time) => chord(time) * decay(time, 0.5, 5));
    add(`chord of ${name}, four times a second`, (time) => chord(time) * decay(time, 0.25, 9));
  }
  const melody = [262, 294, 330, 349, 392, 440, 494, 523];
  for (const perSecond of [2, 4]) {
    add(`melody of ${perSecond} notes a second`, (time) => {
      const note = melody[Math.floor(time * perSecond * 1.7) % melody.length] as number;
      return (
        (tone(note, time) + tone(2 * note, time) / 2 + tone(3 * note, time) / 4) * decay(time, 1 / perSecond, 4) * 0.6
      );
    });
  }
  for (const [from, to, period] of [
    [100, 10_000, 3],
    [80, 400, 1],
    [2_000, 6_000, 0.5],
    [300, 3_000, 8],
  ] as const) {
    add(`sweep from ${from} to ${to} Hz in ${period} s`, (time) => {
      const share = (time % period) / period;
      const octaves = Math.log2(to / from);
      const phase = (from * period * (2 ** (octaves * share) - 1)) / (octaves * Math.LN2);
      return Math.sin(2 * Math.PI * phase) * (share < 0.9 ? 1 : 0);
    });
  }
  for (const [hz, depth] of [
    [0.3, 1],
    [2, 1],
    [5, 0.8],
  ] as const) {
    let low = 0;
    let lower = 0;
    add(`rumble that swells ${hz} times a second`, (time, i) => {
      low += 0.03 * (whiteAt(i) - low);
      lower += 0.03 * (low - lower);
      return 12 * lower * (1 - depth / 2 + (depth / 2) * tone(hz, time));
    });
  }
  for (const mains of [50, 60, 100]) {
    const hum = (time: number): number => tone(mains, time) + tone(2 * mains, time) / 2 + tone(3 * mains, time) / 3;
    add(`hum at ${mains} Hz, switched on and off`, (time) => hum(time) * gate(time, 1.5, 0.7));
    add(`buzz at ${mains} Hz in bursts`, (time) => Math.sign(tone(mains, time)) * gate(time, 0.3, 0.6));
  }
  for (const [period, share] of [
    [0.25, 0.5],
    [0.2, 0.8],
    [1, 0.3],
    [3, 0.8],
  ] as const) {
    add(`white noise in bursts every ${period} s`, (time, i) => whiteAt(i) * gate(time, period, share));
  }
  let pink = 0;
  add('waves on a beach', (time, i) => {
    pink += 0.2 * (whiteAt(i) - pink);
    return 2 * pink * Math.max(0, tone(0.25, time));
  });
  add(
    'applause',
    (() => {
      const random = seededRandom(6);
      let level = 0;
      return (time, i) => {
        level = random() < 0.002 ? random() : level * 0.9985;
        return whiteAt(i) * level * gate(time, 4, 0.85);
      };
    })(),
  );
  add('a clock', (time, i) => whiteAt(i) * decay(time, 1, 80) * 2.5);
  add('typing', (time, i) => whiteAt(i) * decay(time + 0.05 * Math.floor(time * 7), 0.143, 60) * 2.5);
  for (const [from, to, perSecond] of [
    [3_000, 5_000, 5],
    [1_500, 2_500, 3],
    [4_000, 2_500, 8],
    [900, 1_800, 4],
  ] as const) {
    add(`chirps from ${from} to ${to} Hz, ${perSecond} a second`, (time) => {
      const at = (time * perSecond) % 1;
      if (at > 0.5 || time % 2 > 1.5) return 0;
      const length = 0.5 / perSecond;
      const t = at / perSecond;
      return Math.sin(2 * Math.PI * (from * t + ((to - from) * t * t) / (2 * length))) * Math.sin(2 * Math.PI * at);
    });
  }
  add(
    'a siren',
    (time) => Math.sin(2 * Math.PI * (800 * time - 60 * Math.cos(2 * Math.PI * 0.5 * time))) * (time % 4 < 3.6 ? 1 : 0),
  );
  add('a telephone that rings', (time) => (tone(440, time) + tone(480, time)) * 0.5 * gate(time, 3, 0.4));
  add(
    'dialing tones',
    (time) =>
      (tone(697 + 80 * Math.floor((time * 5) % 4), time) + tone(1_209 + 130 * Math.floor((time * 3) % 3), time)) *
      0.5 *
      gate(time, 0.2, 0.5),
  );
  add(
    'Morse code',
    (time) =>
      tone(700, time) * ([1, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0][Math.floor(time * 12) % 16] as number),
  );
  add(
    'a drum and a cymbal',
    (time, i) => tone(80, time % 0.5) * decay(time, 0.5, 15) + whiteAt(i) * decay(time + 0.25, 0.5, 25),
  );
  add(
    'an engine',
    (time, i) =>
      (Math.abs(tone(28 + 6 * tone(0.2, time), time)) ** 6 + 0.2 * whiteAt(i)) * (0.6 + 0.4 * tone(0.3, time)),
  );
  add(
    'a vacuum cleaner, switched on and off',
    (time, i) => (whiteAt(i) * 0.7 + tone(290, time) * 0.4) * gate(time, 3, 0.7),
  );
  return made;
}

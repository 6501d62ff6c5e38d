import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonLimitError, parseJson, stringifyJson } from './json.ts';
import { runToEnd } from './steps.ts';

const parsed = (text: string): unknown => runToEnd(parseJson(text));
/** The value, or that it is refused. */
function outcome(parse: () => unknown): unknown {
  try {
    return { value: parse() };
  } catch (error) {
    return error instanceof SyntaxError ? 'refused' : error;
  }
}
const harmless = (text: string): boolean => !/__proto__|constructor|\\u/.test(text);

describe(parseJson.name, () => {
  it('reads what JSON.parse reads, however it is laid out', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, '\t', '\r\n '), (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        fc.pre(harmless(text));
        expect(parsed(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const mutated = fc
      .tuple(
        fc.jsonValue({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom(...'{ } [ ] , : " \\ 0 - . e E 1 \t true \u{0} \u{a0} x'.split(' '), ' '),
        fc.nat(2),
      )
      .map(([value, at, inserted, cut]) => {
        const text = JSON.stringify(value);
        const place = at % (text.length + 1);
        return text.slice(0, place) + inserted + text.slice(place + cut);
      });
    fc.assert(
      fc.property(mutated, (text) => {
        fc.pre(harmless(text));
        expect(outcome(() => parsed(text))).toEqual(outcome(() => JSON.parse(text)));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '',
    ' ',
    '{',
    '[',
    '{"a":1,}',
    '[1,]',
    '[,]',
    '{"a"}',
    '1 2',
    '01',
    '"a',
    '"\\"',
    '{"a":1}}',
    '\u{feff}',
    'nul',
    '{a:1}',
  ])('refuses %j', (text) => expect(outcome(() => parsed(text))).toBe('refused'));

  it('reads strings that are longer than what native code is given at a time', () => {
    const unit = fc.constantFrom(
      '\\u00e9',
      '\\ud83d\\ude00',
      '\\\\',
      '\\"',
      '\\n',
      'a',
      '\u{1f600}',
      '\\\\\\\\\\',
      '\\\\u',
    );
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 9 }), fc.nat(12), (units, shift) => {
        const text = `"${'x'.repeat(shift)}${units.join('').repeat(90_000)}"`;
        expect(outcome(() => parsed(text)) as object).toEqual(outcome(() => JSON.parse(text)));
      }),
      { numRuns: 40 },
    );
  });

  it('leaves a byte order mark out, and lets the last of two equal names count', () => {
    expect(parsed('\u{feff}{"a":1,"b":[],"a":{"c":"\\ud800"}}')).toEqual({ a: { c: '\u{d800}' }, b: [] });
  });

  it.each(['{"__proto__":1}', '{"a":[{"\\u005f_proto__":{}}]}', '{"constructor":{"prototype":1}}'])(
    'refuses to replace a prototype: %s',
    (text) => expect(outcome(() => parsed(text))).toBe('refused'),
  );

  it('takes a constructor that is no prototype', () => {
    expect(parsed('{"constructor":{"name":"x"},"prototype":1}')).toEqual({ constructor: { name: 'x' }, prototype: 1 });
  });

  it('stops at the first value that is too deep or one too many', () => {
    const limited = (text: string) => outcome(() => runToEnd(parseJson(text, { maxDepth: 2, maxValues: 4 })));
    expect(limited('[[1]]')).toEqual({ value: [[1]] });
    expect(limited('[[[1]]]')).toEqual(new JsonLimitError('maxDepth'));
    expect(limited('[1,2,3]')).toEqual({ value: [1, 2, 3] });
    // What comes behind it is not looked at.
    expect(limited('[1,2,3,4,')).toEqual(new JsonLimitError('maxValues'));
  });

  it('stops at the first member of an object that is one too many', () => {
    const limited = (text: string) => outcome(() => runToEnd(parseJson(text, { maxMembers: 2 })));
    expect(limited('[{"a":1,"b":2},{"a":{"a":1,"b":2}}]')).toMatchObject({ value: [{ b: 2 }, { a: { b: 2 } }] });
    expect(limited('{"a":1,"b":2,"a":3')).toEqual(new JsonLimitError('maxMembers'));
  });

  it.each([
    ['many values', `[${'0,'.repeat(50_000)}0]`],
    ['one long string of quotes', JSON.stringify('"'.repeat(100_000))],
    ['many long strings', `[${'"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",'.repeat(10_000)}0]`],
  ])('yields while it reads %s', (_, text) => {
    let yields = 0;
    const steps = parseJson(text);
    while (steps.next().done !== true) yields++;
    expect(yields).toBeGreaterThan(20);
  });
});

describe(stringifyJson.name, () => {
  it('writes what JSON.stringify writes', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 6 }),
      fc.record({
        a: fc.option(fc.string(), { nil: undefined }),
        b: fc.array(fc.option(fc.nat(), { nil: undefined })),
      }),
    );
    fc.assert(
      fc.property(value, (any) => {
        expect(runToEnd(stringifyJson(any))).toBe(JSON.stringify(any));
      }),
      { numRuns: 500 },
    );
  });
});

import fc from 'fast-check';

export const VOICE = {
  baseModel: 'DragonLatestNeural',
  speakerProfileId: '3059912f-a3dc-49e3-bdd0-02e449df1fe3',
};

/** Any string of UTF-16 code units, lone surrogates and control characters included, with markup in it more often than not. */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.integer({ min: 0, max: 0xff_ff }).map((unit) => String.fromCharCode(unit)) }),
      fc.constantFrom(
        '<break/>',
        '</voice>',
        '<audio src="x"/>',
        '&amp;',
        '&#0;',
        ']]>',
        '<![CDATA[',
        '<!--',
        '\r\n\r\n',
        '\0',
        '\u{D800}',
        'A sentence. ',
      ),
    ),
  )
  .map((parts) => parts.join(''));

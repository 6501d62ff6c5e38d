import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText, VOICE } from '../../testing/any-text.ts';
import { elementNames, readXml } from '../../testing/xml.ts';
import { batchItemSsml, composeSpeech, voicesNamedIn } from '../../testing/in-one-step.ts';
import { HARMLESS_CDATA, HOSTILE_SSML } from '../../testing/hostile-ssml.ts';
import { SsmlError } from './ssml-error.ts';
import { parseSsml, type SsmlSpeakers } from './ssml-parser.ts';
import { isSpeakable, type SpeechNode, scriptText, textOf } from './speech-script.ts';
import { writeSsml } from './ssml-writer.ts';
import { speakableText } from './xml-text.ts';

const PHOENIX: SsmlSpeakers = { ...VOICE, baseModel: 'PhoenixLatestNeural' };
const order = { voice: VOICE, locale: 'en-US' };

const speak = (content: string, attributes = ''): string =>
  `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="http://www.w3.org/2001/mstts" xml:lang="en-US"${attributes}>${content}</speak>`;

function refusalOf(source: string, voice: SsmlSpeakers = VOICE): SsmlError {
  try {
    parseSsml(source, voice);
  } catch (error) {
    if (error instanceof SsmlError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

/** The SSML that is sent for SSML of a caller. */
const rewritten = (source: string, voice: SsmlSpeakers = VOICE): string =>
  writeSsml(composeSpeech({ ...order, voice, ssml: source }));

const namesIn = (content: readonly SpeechNode[]): string[] =>
  content.flatMap((node) => (typeof node === 'string' ? [] : [node.name, ...namesIn(node.children)]));

describe('what is built and read again', () => {
  it('is the text, the whole text and nothing but the text, for any text there is', () => {
    fc.assert(
      fc.property(anyText, fc.double({ min: 0.5, max: 2, noNaN: true }), fc.boolean(), (text, rate, forceLocale) => {
        fc.pre(isSpeakable(text));
        const ssml = writeSsml(composeSpeech({ ...order, text, rate, forceLocale }));
        const { segments } = parseSsml(ssml, VOICE);
        const content = segments.flatMap((segment) => segment.content);
        expect(textOf(content)).toBe(speakableText(text));
        expect(namesIn(content)).toEqual([...(forceLocale ? ['lang'] : []), ...(rate === 1 ? [] : ['prosody'])]);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same after a second time', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, markup), { minLength: 1, maxLength: 12 }), (pieces) => {
        const first = sourceOf(pieces);
        fc.pre(isSpeakable(pieces.map((piece) => (typeof piece === 'string' ? piece : piece[1])).join('')));
        const once = rewritten(first);
        expect(rewritten(once)).toBe(once);
      }),
      { numRuns: 300 },
    );
  });
});

const markup = fc
  .tuple(
    fc.constantFrom(
      ['<lang xml:lang="de-DE">', '</lang>'],
      ['<prosody rate="+10%">', '</prosody>'],
      ['<sub alias="World Wide Web">', '</sub>'],
      ['<say-as interpret-as="characters">', '</say-as>'],
      ['<p><s>', '</s></p>'],
      ['<break time="1s"/>', ''],
    ),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
  )
  .map(([[open = '', close = ''], text]) => [`${open}${escaped(text)}${close}`, text] as const);

const escaped = (text: string): string =>
  speakableText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
const sourceOf = (pieces: readonly (string | readonly [string, string])[]): string =>
  speak(pieces.map((piece) => (typeof piece === 'string' ? escaped(piece) : piece[0])).join(''));

describe(parseSsml.name, () => {
  it('writes what it understood again, with our voice around it', () => {
    const source = speak(
      '<voice name="DragonLatestNeural">\n Hello <!-- a remark --><lang xml:lang="de-DE">Welt</lang>' +
        '<break time="500ms"/><![CDATA[1 < 2 & 3]]> &amp; so on.</voice>',
    );
    expect(rewritten(source)).toBe(
      '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="http://www.w3.org/2001/mstts" xml:lang="en-US">' +
        `<voice name="DragonLatestNeural"><mstts:ttsembedding speakerProfileId="${VOICE.speakerProfileId}">` +
        '\n Hello <lang xml:lang="de-DE">Welt</lang><break time="500ms"/>1 &lt; 2 &amp; 3 &amp; so on.' +
        '</mstts:ttsembedding></voice></speak>',
    );
  });

  it('takes a document without voice, version and namespace', () => {
    const { root, text } = readXml(rewritten('<speak>Hello <sub alias="world">planet</sub>.</speak>'));
    expect(elementNames(root)).toEqual(['speak', 'voice', 'mstts:ttsembedding', 'sub']);
    expect(text).toBe('Hello planet.');
  });

  it('understands its elements under any prefix, and writes them under its own', () => {
    const source =
      '<x:speak version="1.0" xmlns:x="http://www.w3.org/2001/10/synthesis" xmlns:m="https://www.w3.org/2001/mstts" xml:lang="de-DE">' +
      `<x:voice name="PhoenixLatestNeural"><m:ttsembedding speakerProfileId="${VOICE.speakerProfileId.toUpperCase()}">` +
      '<m:silence type="Comma-exact" value="200ms"/><x:p>Hallo</x:p></m:ttsembedding></x:voice></x:speak>';
    const ssml = rewritten(source, PHOENIX);
    expect(ssml).toContain('<mstts:silence type="Comma-exact" value="200ms"/><p>Hallo</p>');
    expect(ssml).toContain('xml:lang="de-DE"');
  });

  it('lets voices speak in turn that are named by their aliases, and nobody else', () => {
    const other = {
      baseModel: 'PhoenixLatestNeural',
      speakerProfileId: '2f2dbbdb-5a3c-4c2b-8a5e-2b1f2b4d8c11',
      aliases: ['vce_2'],
    };
    const voice = { ...VOICE, aliases: ['vce_1'], others: [other] };
    const embedded = `<mstts:ttsembedding speakerProfileId="${other.speakerProfileId}">Not before <bookmark mark="m"/>noon. </mstts:ttsembedding>`;
    const source = speak(
      `<voice name="vce_1">Is the ferry in?</voice><voice name="vce_2">${embedded}</voice><voice>Then we wait.</voice> All of us.`,
    );
    expect(composeSpeech({ ...order, voice, ssml: source }).map((segment) => segment.voice.speakerProfileId)).toEqual([
      VOICE.speakerProfileId,
      other.speakerProfileId,
      VOICE.speakerProfileId,
      VOICE.speakerProfileId,
    ]);
    expect(rewritten(source, voice)).toContain(`<voice name="PhoenixLatestNeural">${embedded}</voice>`);
    expect(voicesNamedIn(source)).toEqual(['vce_1', 'vce_2']);
    for (const foreign of [
      '<voice name="vce_3">a</voice>',
      // Only its id says which of the voices on this base model is meant.
      '<voice name="PhoenixLatestNeural">a</voice>',
      `<voice name="vce_1">${embedded}</voice>`,
      `<voice name="vce_2"><mstts:ttsembedding speakerProfileId="${VOICE.speakerProfileId}">a</mstts:ttsembedding></voice>`,
    ]) {
      expect(refusalOf(speak(foreign), voice).reason).toBe('ssml-foreign-voice');
    }
    // What only the other voice can.
    expect(refusalOf(speak('<voice name="vce_2">a</voice>b<bookmark mark="m"/>'), voice).reason).toBe(
      'ssml-element-unsupported',
    );
  });

  it('names the voices of any document, hostile ones too, without judging it', () => {
    expect(
      voicesNamedIn('<x:speak><x:voice name="a"/><voice name="a"/><voice name="&#98;"/><voice/></x:speak>'),
    ).toEqual(['a', 'b']);
    expect(voicesNamedIn('<speak><!-- <voice name="a"/> --><![CDATA[<voice name="b"/>]]></speak>')).toEqual([]);
    for (const { ssml } of HOSTILE_SSML) expect(voicesNamedIn(ssml).length).toBeLessThan(5);
  });

  it('keeps an effect of the voice, and pauses between two voice elements', () => {
    const source = speak('<voice effect="eq_car">One.</voice>\n<voice><break time="2s"/></voice><voice>Two.</voice>');
    expect(composeSpeech({ ...order, ssml: source })).toMatchObject([
      { effect: 'eq_car', content: ['One.', { name: 'break' }, '\n'] },
      { content: ['Two.'] },
    ]);
  });

  it.each(HOSTILE_SSML)('refuses $title as $reason', ({ ssml, reason }) => {
    const refusal = refusalOf(ssml);
    expect(refusal.reason).toBe(reason);
    expect(refusal.code).toBe('invalid-ssml');
    expect(refusal.fields).toEqual([
      expect.objectContaining({ pointer: '/ssml', code: reason, line: refusal.position.line }),
    ]);
  });

  it.each([
    [speak('<phoneme alphabet="ipa" ph="tə">to</phoneme>'), 'ssml-element-unsupported'],
    [speak('a<bookmark mark="m1"/>'), 'ssml-element-unsupported'],
    [speak('a<mstts:silence type="Comma-exact" value="1s"/>'), 'ssml-element-unsupported'],
  ])('tells what Dragon cannot and Phoenix can: %s', (source, reason) => {
    expect(refusalOf(source).reason).toBe(reason);
    expect(() => parseSsml(source, PHOENIX)).not.toThrow();
  });

  it('says where it stands, in lines and columns', () => {
    const source = '<speak version="1.0">\n  Hello\r\n  <emphasis>you</emphasis></speak>';
    expect(refusalOf(source)).toMatchObject({
      reason: 'ssml-element-unsupported',
      position: { line: 3, column: 3 },
      detail: 'SSML, line 3, column 3: <emphasis> is not supported by personal voices. Remove it. See docs/ssml.md.',
    });
    expect(refusalOf('<speak>a &nbsp; b</speak>').position).toEqual({ line: 1, column: 10 });
    expect(refusalOf('<speak>\n\n<a b="\n"/></speak>').position).toEqual({ line: 3, column: 1 });
  });

  it.each([
    ['Jack & Jones', 1, 27, '&amp;'],
    [`Jack & Jones${' and more'.repeat(100)}`, 1, 27, '&amp;'],
    ['AT&T is big', 1, 24, '&amp;'],
    ['Jack & Jones; and more', 1, 27, '&amp;'],
    ['One.\nTom & Jerry.\nMore text here.', 2, 5, '&amp;'],
    ['<sub alias="A & B">x</sub>', 1, 36, '&amp;'],
    ['<!-- a & b --><![CDATA[c & d]]> &amp; e & f', 1, 62, '&amp;'],
    ['a < b', 1, 24, '&lt;'],
    ['I <3 you', 1, 24, '&lt;'],
    ['a <break time="1s>b</sub> "c"', 1, 36, 'no closing quote'],
    ['a <break time="1s" b', 1, 24, 'no ">"'],
    ['a <!-- b', 1, 24, 'the comment has no "-->"'],
    ['a <![CDATA[ b', 1, 24, 'the CDATA section has no "]]>"'],
    ['a <p>b', 1, 28, 'this closing tag is not the one'],
    ['a <p>b</s> c', 1, 28, 'this closing tag is not the one'],
  ])('says where %j begins to be wrong, and how it is right', (content, line, column, hint) => {
    const { position, detail } = refusalOf(`<speak version="1.0">${content}</speak>`);
    expect({ ...position, detail }).toEqual({ line, column, detail: expect.stringContaining(hint) as string });
  });

  it('says which element is open at the end', () => {
    expect(refusalOf('<speak>a\n<p>b')).toMatchObject({
      position: { line: 2, column: 1 },
      detail: expect.stringContaining('this element has no closing tag') as string,
    });
  });

  it.each([
    ['a break as W3C and Azure write it', 'Wait <break/> now <break strength="none"/>.', 'Wait <break/> now <break'],
    ['a mark of any words', 'a<bookmark mark="Blume № 1"/>', '<bookmark mark="Blume № 1"/>'],
    ['a type in small letters', 'a<mstts:silence type="comma-exact" value="1s"/>', 'type="Comma-exact" value="1s"'],
    ['phones without an alphabet', '<phoneme ph="tə">to</phoneme>', '<phoneme ph="tə">to</phoneme>'],
    ['a detail of any words', '<say-as interpret-as="date" detail="year first">1</say-as>', 'detail="year first"'],
  ])('takes %s', (_what, content, sent) => {
    expect(rewritten(speak(content), PHOENIX)).toContain(sent);
  });

  it('takes prefixes that nothing uses, schema locations, and the namespace with https', () => {
    const head =
      'xmlns="https://www.w3.org/2001/10/synthesis" xmlns:emo="http://www.w3.org/2009/10/emotionml" ' +
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"';
    const ssml = rewritten(`<speak version="1.0" ${head} xml:lang="en-US">a</speak>`);
    expect(ssml).toMatch(/^<speak version="1.0" xmlns="http:[^>]*xml:lang="en-US"><voice/v);
    expect(ssml).not.toMatch(/emo|xsi/v);
    expect(refusalOf(`<speak ${head}><emo:p>a</emo:p></speak>`).reason).toBe('ssml-namespace');
  });

  it.each([
    ['<whisper>a</whisper>', '<whisper> is not allowed. Remove it'],
    [`<${'x'.repeat(50)}>a</${'x'.repeat(50)}>`, '<(its name is not shown)> is not allowed. Remove it'],
    [
      '<break time="5"/>',
      '<break time="5"> is not valid: a time needs a unit, such as "5s" or "500ms", and is at most "20s"',
    ],
    [
      '<break time="25s"/>',
      '<break time="25s"> is not valid: a time needs a unit, such as "5s" or "500ms", and is at most "20s"',
    ],
    ['<break strength="loud"/>', '<break strength="loud"> is not valid: it is one of none, x-weak, weak, medium'],
    [
      '<prosody rate="80%">a</prosody>',
      '<prosody rate="80%"> is not valid: it is a factor ("0.8"), a change with its sign',
    ],
    ['<prosody rate="a hostile-text">a</prosody>', '<prosody rate="…"> is not valid: it is a factor'],
    [
      '<prosody pitch="high">a</prosody>',
      'The attribute pitch of <prosody> is not supported by personal voices. Remove it',
    ],
    ['<prosody tempo="1">a</prosody>', 'The attribute tempo of <prosody> is not allowed. Remove it'],
    [
      '<say-as interpret-as="zip">1</say-as>',
      '<say-as interpret-as="zip"> is not valid: it is one of address, cardinal',
    ],
    ['<sub alias=" ">a</sub>', '<sub alias="…"> is not valid: it has 1 to 500 characters'],
    [
      `<say-as interpret-as="date" format="${'hostile-text'.repeat(10)}">1</say-as>`,
      '<say-as format="…"> is not valid: it has 1 to 100',
    ],
    ['<sub>a</sub>', '<sub> needs the attribute alias'],
    ['<lang xml:lang="english">a</lang>', '<lang xml:lang="english"> is not valid: it is a locale such as de-DE'],
    ['<voice effect="cave">a</voice>', '<voice effect="cave"> is not valid: it is eq_car or eq_telecomhp8k'],
    ['<p><p>a</p></p>', '<p> is not allowed inside <p>'],
    ['<break>a</break>', 'Text is not allowed inside <break>'],
    ['a<bookmark mark="m"/>', '<bookmark> is not supported by the base model DragonLatestNeural. Remove it, or use'],
    [
      '<voice name="en-US-JennyNeural">a</voice>',
      'Remove <voice name="en-US-JennyNeural">: only the voice of the request',
    ],
    ['Tom & Jerry', 'write "&" as "&amp;"'],
  ])('says of %s what is wrong, and how it is right', (content, what) => {
    const { detail, fields } = refusalOf(speak(content));
    expect(detail).toContain(what);
    expect(detail).toMatch(/^SSML, line 1, column \d+: .* See docs\/ssml\.md\.$/v);
    expect(fields[0]?.detail).toContain(what);
  });

  it('says which voices may be named where others than that of the request may speak', () => {
    const { detail } = refusalOf(speak('<voice name="en-US-JennyNeural">a</voice>'), { ...VOICE, others: [] });
    expect(detail).toContain('Remove <voice name="en-US-JennyNeural">, or use the id of a voice of your tenant');
  });

  it('never quotes the text', () => {
    for (const { ssml } of HOSTILE_SSML) expect(refusalOf(ssml).message).not.toMatch(/hostile-text/v);
  });

  it.each(HARMLESS_CDATA)('takes CDATA for text, and sends it as text: $title', ({ content, text }) => {
    const ssml = rewritten(speak(content));
    // A reader that knows no CDATA, and no end of it in text either.
    const sent = readXml(ssml);
    expect(elementNames(sent.root)).toEqual(['speak', 'voice', 'mstts:ttsembedding']);
    expect(sent.text).toBe(text);
    expect(ssml).not.toContain('<!');
    const batch = { ...VOICE, locale: 'en-US', rate: 1 };
    expect(batchItemSsml({ ssml: speak(content) }, batch)).toBe(ssml);
  });

  it('lets nothing but the allow-list through, whatever is made of its pieces', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<audio src="http://x/">',
      '</audio>',
      '<x:p xmlns:x="u">',
      '</x:p>',
      '<break/>',
      '&a;',
      '&lt;',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?x',
      '?>',
      '<!DOCTYPE speak>',
      'word',
      '"',
      '<voice name="en-US-AvaNeural">',
      '</voice>',
      '<mstts:ttsembedding>',
      '<prosody rate="1.2">',
      '</prosody>',
      '<lexicon uri="http://x/"/>',
      '\u{D800}',
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        let ssml: string;
        try {
          ssml = rewritten(speak(`a${pieces.join('')}`));
        } catch (error) {
          expect(error).toBeInstanceOf(SsmlError);
          return;
        }
        accepted++;
        const { root, text } = readXml(ssml);
        const allowed = ['speak', 'voice', 'mstts:ttsembedding', 'p', 'prosody', 'break'];
        expect(allowed).toEqual(expect.arrayContaining(elementNames(root)));
        expect(text).toBe(scriptText(composeSpeech({ ...order, ssml })));
      }),
      { numRuns: 2_000 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});

export interface HostileSsml {
  readonly title: string;
  readonly ssml: string;
  /** An `SsmlReason`. */
  readonly reason: string;
}

const ns = 'xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="http://www.w3.org/2001/mstts"';
const speak = (content: string): string =>
  `<speak version="1.0" ${ns} xml:lang="en-US">hostile-text ${content}</speak>`;
const manyNamespaces = (count: number): string =>
  Array.from({ length: count }, (_, index) => `xmlns:n${index}="http://www.w3.org/2001/mstts"`).join(' ');
const BILLION_LAUGHS = `<!DOCTYPE speak [<!ENTITY a "hostile-text">${Array.from(
  { length: 9 },
  (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`,
).join('')}]>`;

/** SSML that must never reach a provider. */
export const HOSTILE_SSML: readonly HostileSsml[] = [
  ['no XML', 'hostile-text', 'ssml-not-well-formed'],
  ['an empty document', '', 'ssml-not-well-formed'],
  ['an open element', '<speak>hostile-text', 'ssml-not-well-formed'],
  ['crossed elements', speak('<p><s>a</p></s>'), 'ssml-not-well-formed'],
  ['two roots', `${speak('a')}${speak('b')}`, 'ssml-not-well-formed'],
  ['text after the root', `${speak('a')} and more`, 'ssml-not-well-formed'],
  ['a lone surrogate', speak('a\u{D800}b'), 'ssml-not-well-formed'],
  ['a lone surrogate in an attribute', speak('<sub alias="\u{DC00}">a</sub>'), 'ssml-not-well-formed'],
  ['a control character', speak('a\u{1}b'), 'ssml-not-well-formed'],
  ['a reference to a character that XML has not', speak('&#0;'), 'ssml-not-well-formed'],
  ['a reference to a surrogate', speak('&#xD800;'), 'ssml-not-well-formed'],
  ['XML 1.1', `<?xml version="1.1"?>${speak('a')}`, 'ssml-not-well-formed'],
  ['an attribute twice', speak('<p xml:lang="de" xml:lang="en">a</p>'), 'ssml-not-well-formed'],
  ['a document type', `<!DOCTYPE speak>${speak('a')}`, 'ssml-doctype'],
  ['an external entity', `<!DOCTYPE speak [<!ENTITY x SYSTEM "file:///etc/passwd">]>${speak('&x;')}`, 'ssml-doctype'],
  ['an external document type', `<!DOCTYPE speak SYSTEM "http://attacker.example/x.dtd">${speak('a')}`, 'ssml-doctype'],
  ['a billion laughs', `${BILLION_LAUGHS}${speak('&j;')}`, 'ssml-doctype'],
  ['a lone surrogate in CDATA', speak('<![CDATA[a\u{D800}b]]>'), 'ssml-not-well-formed'],
  ['a control character in CDATA', speak('<![CDATA[a\u{1}b]]>'), 'ssml-not-well-formed'],
  [
    'CDATA that is never closed',
    speak('<![CDATA[<audio src="https://attacker.example/a.wav"/>'),
    'ssml-not-well-formed',
  ],
  ['an end of CDATA without a beginning', speak('a]]>b'), 'ssml-not-well-formed'],
  ['CDATA inside CDATA, ended twice', speak('<![CDATA[a<![CDATA[b]]>c]]>'), 'ssml-not-well-formed'],
  [
    'audio behind the first end of nested CDATA',
    speak('<![CDATA[<![CDATA[a]]><audio src="https://attacker.example/a.wav"/>'),
    'ssml-element-not-allowed',
  ],
  [
    'audio between two CDATA',
    speak('<![CDATA[<audio>]]><audio src="x"/><![CDATA[</audio>]]>'),
    'ssml-element-not-allowed',
  ],
  ['CDATA of lower case', speak('<![cdata[a]]>'), 'ssml-not-well-formed'],
  ['CDATA around the document', `<![CDATA[${speak('a')}]]>`, 'ssml-not-well-formed'],
  ['CDATA after the document', `${speak('a')}<![CDATA[hostile-text]]>`, 'ssml-not-well-formed'],
  ['a document type behind CDATA', speak('<![CDATA[]]><!DOCTYPE speak>'), 'ssml-not-well-formed'],
  ['CDATA in a break', speak('<break time="1s"><![CDATA[a]]></break>'), 'ssml-element-misplaced'],
  ['nothing to say in CDATA', `<speak version="1.0" ${ns}><![CDATA[ ... ]]></speak>`, 'ssml-no-text'],
  ['an entity of HTML', speak('&nbsp;'), 'ssml-entity'],
  ['an entity that nobody declared', speak('&x;'), 'ssml-entity'],
  [
    'a processing instruction',
    speak('<?xml-stylesheet href="http://attacker.example/"?>'),
    'ssml-processing-instruction',
  ],
  ['another root', `<html ${ns}>hostile-text</html>`, 'ssml-root'],
  ['another version', `<speak version="2.0" ${ns}>hostile-text</speak>`, 'ssml-root'],
  ['audio', speak('<audio src="https://attacker.example/a.wav"/>'), 'ssml-element-not-allowed'],
  [
    'audio under another prefix',
    speak('<x:audio xmlns:x="http://www.w3.org/2001/10/synthesis" src="x"/>'),
    'ssml-element-not-allowed',
  ],
  [
    'background audio',
    speak('<mstts:backgroundaudio src="https://attacker.example/a.wav"/>'),
    'ssml-element-not-allowed',
  ],
  ['a lexicon to fetch', speak('<lexicon uri="https://attacker.example/l.xml"/>'), 'ssml-element-not-allowed'],
  [
    'a voice conversion',
    speak('<mstts:voiceconversion url="https://attacker.example/a.wav"/>'),
    'ssml-element-not-allowed',
  ],
  ['an element that nobody knows', speak('<iframe/>'), 'ssml-element-not-allowed'],
  ['an element in capitals', speak('<AUDIO src="x"/>'), 'ssml-element-not-allowed'],
  ['emphasis', speak('<emphasis>a</emphasis>'), 'ssml-element-unsupported'],
  ['a style', speak('<mstts:express-as style="angry">a</mstts:express-as>'), 'ssml-element-unsupported'],
  ['a pitch', speak('<prosody pitch="+10%">a</prosody>'), 'ssml-element-unsupported'],
  ['another voice', speak('<voice name="en-US-AvaNeural">a</voice>'), 'ssml-foreign-voice'],
  [
    "another person's voice",
    speak(
      '<voice><mstts:ttsembedding speakerProfileId="00000000-0000-4000-8000-000000000000">a</mstts:ttsembedding></voice>',
    ),
    'ssml-foreign-voice',
  ],
  [
    'a speaker without a profile',
    speak('<voice><mstts:ttsembedding>a</mstts:ttsembedding></voice>'),
    'ssml-foreign-voice',
  ],
  [
    'a voice inside another element',
    speak('<p><voice name="DragonLatestNeural">a</voice></p>'),
    'ssml-element-misplaced',
  ],
  [
    'a speaker inside another element',
    speak('<p><mstts:ttsembedding speakerProfileId="x">a</mstts:ttsembedding></p>'),
    'ssml-element-misplaced',
  ],
  ['a document inside another', speak('<speak>a</speak>'), 'ssml-element-not-allowed'],
  ['a paragraph inside another', speak('<p><p>a</p></p>'), 'ssml-element-misplaced'],
  ['text inside a break', speak('<break>a</break>'), 'ssml-element-misplaced'],
  ['an element inside a substitution', speak('<sub alias="b"><break time="1s"/>a</sub>'), 'ssml-element-misplaced'],
  ['an unknown namespace', speak('<x:p xmlns:x="urn:x">a</x:p>'), 'ssml-namespace'],
  ['an undeclared prefix', speak('<x:p>a</x:p>'), 'ssml-namespace'],
  ['another default namespace', speak('<p xmlns="urn:x">a</p>'), 'ssml-namespace'],
  ['no namespace inside one', speak('<p xmlns="">a</p>'), 'ssml-namespace'],
  [
    'the mstts prefix for something else',
    `<speak version="1.0" xmlns:mstts="http://attacker.example/">hostile-text</speak>`,
    'ssml-namespace',
  ],
  ['an event handler', speak('<p onload="x">a</p>'), 'ssml-attribute-not-allowed'],
  [
    'a base to fetch from',
    `<speak version="1.0" ${ns} xml:base="http://attacker.example/">hostile-text</speak>`,
    'ssml-attribute-not-allowed',
  ],
  ['an attribute with a prefix', speak('<p mstts:x="y">a</p>'), 'ssml-attribute-not-allowed'],
  ['a language without a name', speak('<lang>a</lang>'), 'ssml-attribute-missing'],
  ['a language that is none', speak('<lang xml:lang="&quot;/>">a</lang>'), 'ssml-attribute-invalid'],
  ['a rate beyond all limits', speak('<prosody rate="900%">a</prosody>'), 'ssml-attribute-invalid'],
  ['a break of an hour', speak('<break time="3600s"/>'), 'ssml-attribute-invalid'],
  ['an alias of a megabyte', speak(`<sub alias="${'a'.repeat(100_000)}">a</sub>`), 'ssml-attribute-invalid'],
  ['ten thousand breaks', speak('<break time="10ms"/>'.repeat(10_000)), 'ssml-too-many-elements'],
  ['ten thousand breaks with words between', speak('a<break time="10ms"/>'.repeat(10_000)), 'ssml-too-many-elements'],
  ['an hour of breaks', speak('a<break time="20s"/>'.repeat(180)), 'ssml-too-much-silence'],
  ['a thousand levels', speak(`${'<prosody rate="1">'.repeat(1_000)}a${'</prosody>'.repeat(1_000)}`), 'ssml-too-deep'],
  ['a megabyte', speak('a'.repeat(1_000_000)), 'ssml-too-large'],
  ['a long text that cannot be split', speak(`<sub alias="b">${'a'.repeat(10_000)}</sub>`), 'ssml-too-large'],
  [
    'more settings of silences than a request can repeat',
    speak('a<mstts:silence type="Comma-exact" value="1ms"/>'.repeat(201)),
    'ssml-element-unsupported',
  ],
  ['a tag of a thousand namespaces', speak(`<p ${manyNamespaces(1_000)}>a</p>`), 'ssml-too-large'],
  ['nothing to say', `<speak version="1.0" ${ns}><break time="1s"/> ... </speak>`, 'ssml-no-text'],
  ['an XML comment only', `<speak version="1.0" ${ns}><!-- hostile-text --></speak>`, 'ssml-no-text'],
].map(([title = '', ssml = '', reason = '']) => ({ title, ssml, reason }));

/** Content of an SSML document that only looks hostile: markup that CDATA makes text of. It is said, and must be no element to the provider. */
export const HARMLESS_CDATA: readonly { readonly title: string; readonly content: string; readonly text: string }[] = [
  ['plain text', '<![CDATA[1 < 2 & 3 > 2]]>', '1 < 2 & 3 > 2'],
  [
    'audio',
    'a<![CDATA[<audio src="https://attacker.example/a.wav"/>]]>b',
    'a<audio src="https://attacker.example/a.wav"/>b',
  ],
  ['the end of our voice', '<![CDATA[</mstts:ttsembedding></voice><voice name="en-US-AvaNeural">a]]>', undefined],
  ['entities', '<![CDATA[&lt;audio/&gt; &#60;audio/&#62; &x;]]>', '&lt;audio/&gt; &#60;audio/&#62; &x;'],
  ['a document type', '<![CDATA[<!DOCTYPE speak [<!ENTITY a "b">]>a]]>', undefined],
  ['a beginning of CDATA', '<![CDATA[a<![CDATA[b]]>', 'a<![CDATA[b'],
  ['its own end, in two', '<![CDATA[a]]]]><![CDATA[>b]]>', 'a]]>b'],
  ['its own end, by a reference', '<![CDATA[a]]]]>&gt;b', 'a]]>b'],
  ['an element in pieces', '<![CDATA[<au]]><![CDATA[dio src="x"/>]]>a', '<audio src="x"/>a'],
  ['an element in pieces of text and CDATA', 'a&lt;audio <![CDATA[src="x"/>]]>', 'a<audio src="x"/>'],
  ['a comment', '<![CDATA[<!-- a --><?x a?>]]>', '<!-- a --><?x a?>'],
].map(([title = '', content = '', text = content.slice('<![CDATA['.length, -']]>'.length)]) => ({
  title,
  content,
  text,
}));

import type { Mutant } from '../mutant.ts';

/** Azure AI Speech: what its answers mean, what is spoken and how. */
export const SPEECH: readonly Mutant[] = [
  {
    rule: 'a 449 of Azure AI Speech is tried again',
    file: 'libs/speech/src/provider/provider-errors.ts',
    anchor: `status >= 500 || status === 449 ?`,
    replacement: `status >= 500 ?`,
    spec: 'libs/speech/src/provider/provider-errors.spec.ts',
  },
  {
    rule: 'a locale that the region does not transcribe is no refusal',
    file: 'libs/speech/src/transcription/fast-transcription-client.ts',
    anchor: `if (isAboutLocale(error)) return undefined;`,
    replacement: ``,
    spec: 'libs/speech/src/transcription/fast-transcription-client.spec.ts',
  },
  {
    rule: 'a wrong report of the duration does not have a text spoken again',
    file: 'libs/speech/src/synthesis/speech-turn.ts',
    anchor: `missingMs <= MAX_MISSING_SHARE * this.reportedDurationMs`,
    replacement: `missingMs <= 0`,
    spec: 'libs/speech/src/synthesis/speech-retry.spec.ts',
  },
  {
    rule: 'audio of which more than a fifth is missing is not handed out as whole',
    file: 'libs/speech/src/synthesis/speech-turn.ts',
    anchor: `missingMs <= MAX_MISSING_SHARE * this.reportedDurationMs`,
    replacement: `missingMs <= this.reportedDurationMs`,
    spec: 'libs/speech/src/synthesis/speech-retry.spec.ts',
  },
  {
    rule: 'no token goes over a connection without TLS when TLS is configured',
    file: 'libs/speech/src/synthesis/websocket-endpoint.ts',
    anchor: `url.protocol === 'ws:' && endpoint.protocol === 'ws:'`,
    replacement: `url.protocol === 'ws:'`,
    spec: 'libs/speech/src/synthesis/websocket-endpoint.spec.ts',
  },
  {
    rule: 'a regional host that refuses a connection is asked for again',
    file: 'libs/speech/src/synthesis/synthesizer-connection.ts',
    anchor: `if (error instanceof ProviderError) this.endpoint.forget();`,
    replacement: ``,
    spec: 'libs/speech/src/synthesis/websocket-endpoint.spec.ts',
  },
  {
    rule: 'the script of a text decides which language of Translator it is',
    file: 'libs/speech/src/translation/translator-languages.ts',
    anchor: 'written && `${language}-${written}`,',
    replacement: ``,
    spec: 'libs/speech/src/preparation/preparation-client.spec.ts',
  },
  {
    rule: 'a lexicon says no more than it may',
    file: 'libs/speech/src/ssml/lexicon.ts',
    anchor: `this.saidCharacters += saidBy(entry).length;`,
    replacement: `this.saidCharacters = saidBy(entry).length;`,
    spec: 'libs/speech/src/ssml/lexicon.spec.ts',
  },
  {
    rule: 'what is longer than all parts together may be is not split',
    file: 'libs/speech/src/ssml/split-speech.ts',
    anchor: `if (totalMs > (limits.totalMs ?? Number.POSITIVE_INFINITY)) throw`,
    replacement: `if (totalMs < 0) throw`,
    spec: 'libs/speech/src/ssml/split-speech.spec.ts',
  },
  {
    rule: 'a part looks only at the nodes that it holds something of',
    file: 'libs/speech/src/ssml/slice-script.ts',
    anchor: `if (endOf(middle) < from) low = middle + 1;`,
    replacement: `if (endOf(middle) < 0) low = middle + 1;`,
    spec: 'libs/speech/src/ssml/split-speech.spec.ts',
  },
  {
    rule: 'a document has no more mstts:silence than each part can repeat',
    file: 'libs/speech/src/ssml/ssml-parser.ts',
    anchor: `if (++this.silences > SSML_MAX_SILENCES) {`,
    replacement: `if (++this.silences > SSML_MAX_ELEMENTS) {`,
    spec: 'libs/speech/src/ssml/silence-settings.spec.ts',
  },
];

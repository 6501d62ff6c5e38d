/** Where a text stands: a page in Markdown, a page for developers (a record of a decision, the sandbox, the tests), a contract (OpenAPI, AsyncAPI, template, alerts), a string of a program, the title of a test, a comment. */
export type Kind = 'page' | 'record' | 'contract' | 'string' | 'title' | 'comment';

/** Words that this project does not use, because a plainer one says the same. */
export interface PhraseRule {
  /** Regular expressions without flags or word boundaries, which are added. */
  readonly not: readonly string[];
  readonly write: string;
  /** Contexts in which the words are legitimate. */
  readonly unless?: RegExp;
  /** Kinds of text that are checked, if not all. */
  readonly in?: readonly Kind[];
}

const READ_BY_USERS: readonly Kind[] = ['page', 'record', 'contract', 'string', 'title'];

/** The column "not" of docs/glossary.md, as far as a phrase shows the wrong sense of a word. */
const GLOSSARY: readonly PhraseRule[] = [
  { not: ['tr(?:y|ies|ied|ying) (?:it |that |this )?once more', '(?:is|are|was|were|be) tried again'], write: 'retry' },
  { not: ['handled? (?:it |them )?once more'], write: 'resubmit' },
  { not: ['redriv(?:e|es|en|ing)', 'redrove'], write: 'requeue' },
  { not: ['call(?:s|ed|ing)? (?:\\S+ ){0,3}off'], write: 'cancel' },
  { not: ['giv(?:e|es|en|ing) (?:\\S+ )?up', 'gave (?:\\S+ )?up'], write: 'fail, stop retrying', in: READ_BY_USERS },
  {
    not: ['withdraw(?:s|n|ing|als?)?', 'withdrew'],
    write: 'revoke',
    unless: /Azure withdraws/,
    in: READ_BY_USERS,
  },
  { not: ['look(?:s|ed|ing)?(?: \\w+){0,1} again'], write: 'check again, retry, read again', in: READ_BY_USERS },
  { not: ['free places?', 'wait(?:s|ed|ing)? for (?:a|its) place'], write: 'slot' },
  { not: ['fall(?:s|ing|en)? silent', 'fell silent'], write: 'suspend' },
  { not: ['passages?'], write: 'part' },
  { not: ['verdicts?'], write: 'result, decision' },
  { not: ['lanes?', 'fair places', 'places between tenants'], write: 'slots', in: READ_BY_USERS },
  { not: ['(?:nobody|nothing|no one) refers? to', 'refers to (?:it|them) any'], write: 'unreferenced' },
];

/** Riddles and idioms that were translated word for word. */
const IDIOMS: readonly PhraseRule[] = [
  { not: ['(?:can|could|may|must)(?:not| not)? be had'], write: 'could not be fetched, is not available' },
  { not: ['(?:is|are|was|were) to be (?!continued)'], write: 'must be, will be', in: READ_BY_USERS },
  { not: ['of (?:ours|yours|theirs|hers)'], write: 'our, your, their' },
  { not: ['any more'], write: 'no longer, no more than' },
  { not: ['for good'], write: 'permanently', unless: /for good (?:reasons?|practice)/i },
  { not: ['once more'], write: 'again' },
  { not: ['anew'], write: 'again, new' },
  { not: ['whoever', 'whosoever'], write: 'the caller who, anyone who' },
  { not: ['asked for'], write: 'requested', in: READ_BY_USERS },
  {
    not: ['that there (?:is|are|was|were)'],
    write: 'existing',
    unless: /that there (?:is|are|was|were) (?:no|none|nothing|one)\b/i,
    in: READ_BY_USERS,
  },
  { not: ['so much as'], write: 'even', unless: /not so much as/ },
  { not: ['hand(?:s|ed|ing)? (?:it |them |one )?in'], write: 'submit', unless: /by hand in|hand in hand/i },
  { not: ['tak(?:e|es|en|ing) (?:a consent|consent|it|them) back'], write: 'revoke, roll back' },
  { not: ['as it should(?: be)?', 'as they should(?: be)?'], write: 'correctly' },
  { not: ['all is well'], write: 'healthy, no problem found' },
  { not: ['(?:what|whatever) (?:became|becomes|has become|comes) of'], write: 'the status of, the result of' },
  { not: ['(?:the answer|then|there|now) on'], write: 'after', unless: /there on|then on (?:the|a|port)|now on/i },
  { not: ['but for'], write: 'except', unless: /but for (?:each|every|a|an|the) /i },
  { not: ['held against', 'hold (?:\\S+ ){1,3}against'], write: 'check against' },
  { not: ['would have it'], write: 'expects' },
  { not: ['in vain'], write: 'without success' },
  { not: ['for ever'], write: 'forever, without end' },
  { not: ['hung up'], write: 'disconnected', in: READ_BY_USERS },
  { not: ['ever so', 'sooner or later', 'no sooner'], write: 'eventually' },
  { not: ['mend(?:s|ed|ing)?'], write: 'fix, repair' },
  { not: ['goes without saying', 'needless to say'], write: '(nothing)' },
];

/** Our own words are spelled the American way. Names that others gave stand in backticks. */
const SPELLING: readonly PhraseRule[] = [
  { not: ['(?:re-)?enrol(?:s|ments?)?'], write: 'enroll, enrollment' },
  { not: ['cancell(?:ed|ing)', 'signall(?:ed|ing)', 'labell(?:ed|ing)', 'modell(?:ed|ing)'], write: 'one l' },
  {
    not: [
      '(?:un)?recognis(?:e[drs]?|ers|ing)',
      '(?:un)?authoris(?:e[ds]?|ing|ation)',
      '(?:normal|initial|serial|organ|synthes|summar|optim|minim|maxim)is(?:e[ds]?|ing|ations?)',
    ],
    write: '-ize',
  },
  {
    not: ['(?:behavi|col|neighb|hon|fav)our(?:s|ed|ing|hood)?'],
    write: '-or',
    in: ['page', 'record', 'contract', 'title', 'comment'],
  },
  { not: ['licences?'], write: 'license', unless: /licences[./]|[/-]licences/ },
  { not: ['grey', 'centre', 'catalogue', 'artefacts?', 'judgement', 'learnt', 'spelt'], write: 'the American form' },
];

export const PHRASES: readonly PhraseRule[] = [...GLOSSARY, ...IDIOMS, ...SPELLING];

/** Most words in a sentence. */
export const MAX_WORDS = 30;
/** Kinds of text whose sentences are limited and parsed. */
export const LIMITED: readonly Kind[] = ['page', 'contract', 'string'];

/**
 * How a language writes forms that end in a full stop, without that stop and in small letters, separated by white space. Collected from the
 * orthographies of the languages and from CLDR's lists of sentence break suppressions; which list a form is in was decided by hand. What is
 * also an ordinary word of the language ("rep", "der", "ok") is in `inside` only as the short form is written: a form with a capital
 * ("Rep") and one after `=` ("=bv") fit only as they stand, all others in capitals too.
 */
export interface LanguageForms {
  /** A sentence never ends with these: something follows, as after "Dr." */
  readonly inside?: string;
  /** As `inside`, but only before a figure: "No. 5". */
  readonly beforeNumber?: string;
  /** These may end a sentence: they do before a word of `starters`, as "Inc." does. */
  readonly either?: string;
  /** Words that begin a sentence, and seldom a name: after "U.S.", "3." or a single letter one of them begins the next sentence. */
  readonly starters?: string;
  /** After a figure these end a sentence ("в 1970 г."), unless it has only said when so far ("W 1970 r. Kraków …"); elsewhere they are inside. */
  readonly units?: string;
  /** Words that begin a statement of time, beside figures. */
  readonly when?: string;
  /** Forms of `COMMON_FORMS` that are ordinary words of this language. */
  readonly words?: string;
  /** After these words a single letter names a thing and is no initial: "vitamin C". */
  readonly lettered?: string;
  /** Words of one letter with a capital ("I"): initials only after another name. */
  readonly alone?: string;
  /** "3." is the third: a sentence goes on after it unless a word of `starters` follows. */
  readonly hasOrdinals?: true;
}

/** Forms that all languages in Latin letters may hold, as parts of names. */
export const COMMON_FORMS: LanguageForms = {
  inside: 'mr mrs Ms dr prof st vs ca cf bzw',
  beforeNumber: 'no nr vol pp fig art op',
  either: 'jr sr inc ltd co corp bros',
};

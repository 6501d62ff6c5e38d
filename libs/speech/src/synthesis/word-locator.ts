/** Finds, one after another, where spoken words stand in the text they were made from. */
export class WordLocator {
  private next = 0;

  constructor(private readonly text: string | undefined) {}

  /** Offset in UTF-16 code units; `undefined` for a word that does not stand there like this (a number read out). */
  locate(word: string): number | undefined {
    if (this.text === undefined || word === '') return undefined;
    const offset = this.text.indexOf(word, this.next);
    if (offset < 0) return undefined;
    this.next = offset + word.length;
    return offset;
  }
}

/** Whether anybody has this process work: requests other than probes, messages. */
export class Activity {
  #noted = 0;

  /** To be called for each request and message. */
  note(): void {
    this.#noted += 1;
  }

  /** How many there were. */
  get noted(): number {
    return this.#noted;
  }
}

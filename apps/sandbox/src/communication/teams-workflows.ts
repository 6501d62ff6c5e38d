const MAX_KEPT = 2_000;

/** A card that was posted to a workflow. */
export interface PostedCard {
  readonly workflow: string;
  readonly body: unknown;
}

/** Workflows that post a card to a channel. The one with the id `gone` does not exist; `broken` fails. In memory only. */
export class TeamsWorkflows {
  readonly #posted: PostedCard[] = [];

  /** @returns the status of the answer */
  post(workflow: string, body: unknown): number {
    if (workflow === 'gone') return 404;
    if (workflow === 'broken') return 502;
    this.#posted.push({ workflow, body });
    if (this.#posted.length > MAX_KEPT) this.#posted.shift();
    return 202;
  }

  /** Oldest first, at most the last 2,000. */
  posted(): readonly PostedCard[] {
    return this.#posted;
  }
}

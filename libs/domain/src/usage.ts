/** While its listener waits, as an operation of its own, or as items of a batch. */
export const USAGE_KINDS = ['live', 'queued', 'batch'] as const;
export type UsageKind = (typeof USAGE_KINDS)[number];

/** What was spoken. Sums of it are kept for each of these. */
export interface UsageKey {
  readonly tenantId: string;
  /** The UTC day on which it was spoken, `2026-11-22`. */
  readonly day: string;
  /** The voice of the request, also where its SSML lets others speak beside it. */
  readonly voiceId: string;
  readonly kind: UsageKind;
}

export interface Usage extends UsageKey {
  /** Texts that were spoken; each item of a batch is one. Never 0. */
  readonly requests: number;
  /** As Azure counts them. */
  readonly billedCharacters: number;
  readonly audioMs: number;
}

/** The UTC day of a time in epoch milliseconds. */
export function usageDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The day so many days after this one; before it, where the number is negative. */
export function daysAfter(day: string, days: number): string {
  return usageDay(Date.parse(`${day}T00:00:00.000Z`) + days * 86_400_000);
}

/** Within a tenant. In the order of these, usage is in the order of its days. */
export function usageName({ day, voiceId, kind }: Omit<UsageKey, 'tenantId'>): string {
  return `${day}:${voiceId}:${kind}`;
}

/** Adds usage up: one sum for each tenant, day, voice and kind. */
export class UsageSums {
  readonly #sums = new Map<string, Usage>();

  add(part: Usage): Usage {
    const name = `${part.tenantId}:${usageName(part)}`;
    const sum = this.#sums.get(name);
    const { tenantId, day, voiceId, kind } = part;
    const added: Usage = {
      tenantId,
      day,
      voiceId,
      kind,
      requests: part.requests + (sum?.requests ?? 0),
      billedCharacters: part.billedCharacters + (sum?.billedCharacters ?? 0),
      audioMs: part.audioMs + (sum?.audioMs ?? 0),
    };
    this.#sums.set(name, added);
    return added;
  }

  /** Puts a sum that is known in the place of what was added up. */
  set(sum: Usage): void {
    this.#sums.set(`${sum.tenantId}:${usageName(sum)}`, sum);
  }

  delete(key: UsageKey): void {
    this.#sums.delete(`${key.tenantId}:${usageName(key)}`);
  }

  values(): readonly Usage[] {
    return [...this.#sums.values()];
  }
}

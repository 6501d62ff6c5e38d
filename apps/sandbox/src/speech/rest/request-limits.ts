import { ApiError } from './api-error.ts';
import type { ApiName } from './route.ts';

/** "Speech service quotas and limits": requests in 10 s for a resource. */
const LIMITS: Partial<Record<ApiName, number>> = { 'custom-voice': 50, 'batch-synthesis': 100 };
const WINDOW_MS = 10_000;

/** What was asked of an API with a limit. */
export interface RequestRate {
  readonly limit: number;
  /** The most requests in any 10 s, refused ones included. */
  readonly peak: number;
  readonly refused: number;
}

interface Counted {
  readonly arrivals: number[];
  readonly admitted: number[];
  peak: number;
  refused: number;
}

/** Counts the requests of each API with a limit in the 10 s up to now, and refuses those beyond it where that is switched on. */
export class RequestLimits {
  enforced = false;
  #counted = new Map<ApiName, Counted>();

  constructor(private readonly now: () => number) {}

  /** @throws ApiError 429, with the seconds after which there is room again */
  admit(api: ApiName): void {
    const limit = LIMITS[api];
    if (limit === undefined) return;
    const counted = this.of(api);
    const now = this.now();
    counted.arrivals.push(now);
    forget(counted.arrivals, now);
    forget(counted.admitted, now);
    counted.peak = Math.max(counted.peak, counted.arrivals.length);
    if (!this.enforced || counted.admitted.length < limit) {
      counted.admitted.push(now);
      return;
    }
    counted.refused++;
    const roomAt = (counted.admitted.at(-limit) ?? now) + WINDOW_MS;
    const retryAfterS = Math.max(1, Math.ceil((roomAt - now) / 1_000));
    throw new ApiError('TooManyRequests', `Rate limit is exceeded. Try again in ${retryAfterS} seconds.`, [], 429, {
      'retry-after': String(retryAfterS),
    });
  }

  rates(): Readonly<Partial<Record<ApiName, RequestRate>>> {
    return Object.fromEntries(
      Object.entries(LIMITS).map(([api, limit]) => {
        const { peak, refused } = this.of(api as ApiName);
        return [api, { limit, peak, refused }];
      }),
    );
  }

  /** Forgets what was counted. */
  restart(): void {
    this.#counted = new Map();
  }

  private of(api: ApiName): Counted {
    const counted = this.#counted.get(api) ?? { arrivals: [], admitted: [], peak: 0, refused: 0 };
    this.#counted.set(api, counted);
    return counted;
  }
}

function forget(times: number[], now: number): void {
  const kept = times.findIndex((at) => at > now - WINDOW_MS);
  times.splice(0, kept < 0 ? times.length : kept);
}

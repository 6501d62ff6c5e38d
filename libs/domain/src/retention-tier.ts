/**
 * Access tiers of Blob Storage to which files can be moved: they cost less to keep and more to read, and can be read at once. The archive tier is
 * offline, so it is not among them. See ADR 213.
 */
export const RETENTION_TIERS = ['cool', 'cold'] as const;
export type RetentionTier = (typeof RETENTION_TIERS)[number];

/** The classes of `RETENTION_CLASSES` that have files. */
export const MOVABLE_CLASSES = ['raw', 'sample', 'archive', 'consentEvidence', 'result', 'batch'] as const;
export type MovableClass = (typeof MOVABLE_CLASSES)[number];

/** Where the files of a class go, and after how many days, counted from `retainedSince`. */
export interface TierMove {
  readonly tier: RetentionTier;
  readonly afterDays: number;
}
export type TierMoves = Readonly<Partial<Record<MovableClass, TierMove>>>;

/** The tier to which the files of a document were moved, by class. */
export interface MovedTiers {
  readonly raw?: RetentionTier | undefined;
  readonly sample?: RetentionTier | undefined;
  readonly archive?: RetentionTier | undefined;
  readonly consentEvidence?: RetentionTier | undefined;
  readonly result?: RetentionTier | undefined;
  readonly batch?: RetentionTier | undefined;
}

export function movableClassOf(name: string): MovableClass | undefined {
  return MOVABLE_CLASSES.find((each) => each === name);
}

/** The tiers to which the files of a class can be moved; none if it has no files. Originals are stored on the cool tier. */
export function tiersOf(name: string): readonly RetentionTier[] {
  if (name === 'archive') return ['cold'];
  return movableClassOf(name) === undefined ? [] : RETENTION_TIERS;
}

/**
 * The moves of a tenant: those of its own rules, and those of the deployment for classes without a rule.
 * @param days of its rules: a class that is absent has none
 */
export function tierMoves(
  days: Readonly<Partial<Record<MovableClass, number | null>>>,
  own: TierMoves,
  defaults: TierMoves,
): TierMoves {
  return Object.fromEntries(
    MOVABLE_CLASSES.flatMap((name) => {
      const move = days[name] === undefined ? defaults[name] : own[name];
      return move === undefined ? [] : [[name, move] as const];
    }),
  );
}

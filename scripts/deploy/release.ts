import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Labels of the revisions of the API: of the one that serves, and of the one that is tried. They change places with each release. */
export const LABELS = ['blue', 'green'] as const;
/** Name of the tag of the API’s app that says where a roll-back goes to. */
export const PREVIOUS_TAG = 'previous-revision';

const trafficSchema = z.array(
  z.looseObject({
    revisionName: z.string().nullish(),
    latestRevision: z.boolean().nullish(),
    weight: z.number().nullish(),
    label: z.string().nullish(),
  }),
);
export const appSchema = z.looseObject({
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.looseObject({
    latestRevisionName: z.string().nullish(),
    latestReadyRevisionName: z.string().nullish(),
    configuration: z.looseObject({ ingress: z.looseObject({ traffic: trafficSchema.nullish() }).nullish() }),
  }),
});
export const revisionsSchema = z.array(
  z.looseObject({ name: z.string(), properties: z.looseObject({ active: z.boolean() }) }),
);
export type App = z.infer<typeof appSchema>;
export type Revisions = z.infer<typeof revisionsSchema>;

/** Which revision of the API is to get all requests, and what happens to the others. */
interface ShiftPlan {
  readonly revision: string;
  readonly label: string;
  /** The revision that serves; empty at the first release. */
  readonly old: string;
  readonly oldLabel: string;
  /** Where a roll-back goes to until this is through. */
  readonly previous: string;
  /** Active revisions beside the one that serves: they would be billed, and tick. */
  readonly leftovers: readonly string[];
  /** REVISION=WEIGHT for each that has requests, where a shift was interrupted: all of them for the one that serves. */
  readonly weights: readonly string[];
}

/** What a release does with the revisions of the API. */
export interface ReleasePlan extends ShiftPlan {
  /** first: there is no app. new: beside the one that serves. again: an earlier release of the same. same: it serves already. */
  readonly situation: 'first' | 'new' | 'again' | 'same';
  readonly suffix: string;
  readonly traffic: readonly { revisionName: string; weight: number; label: string }[];
}

/**
 * The end of a revision's name, from all that makes it what it is: the same image with the same settings and templates is the same release.
 * @param parts image, settings, templates, and what is to make a difference besides
 */
export function revisionSuffix(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return `r${hash.digest('hex').slice(0, 12)}`;
}

export function planRelease(app: App | undefined, revisions: Revisions, suffix: string): ReleasePlan {
  const revision = `api--${suffix}`;
  if (app === undefined) {
    const [label] = LABELS;
    return {
      situation: 'first',
      suffix,
      revision,
      label,
      old: '',
      oldLabel: '',
      previous: '',
      leftovers: [],
      weights: [],
      traffic: [{ revisionName: revision, weight: 100, label }],
    };
  }
  const { old, oldLabel, label, leftovers, weights } = besideServing(app, revisions);
  const previous = app.tags?.[PREVIOUS_TAG] ?? '';
  const known = revisions.some(({ name }) => name === revision);
  return {
    situation: old === revision ? 'same' : known ? 'again' : 'new',
    suffix,
    revision,
    label,
    old,
    oldLabel,
    // A shift that was interrupted has written the tag already.
    previous: previous === old ? '' : previous,
    leftovers,
    weights,
    traffic: [
      { revisionName: old, weight: 100, label: oldLabel },
      { revisionName: revision, weight: 0, label },
    ],
  };
}

export interface RollBackPlan extends ShiftPlan {
  /** interrupted: a release was ended while it shifted requests, and the revision that served before it still serves. */
  readonly situation: 'released' | 'interrupted';
}

/** Back to the revision that served before. @throws Error when none is known, or is there no longer */
export function planRollBack(app: App, revisions: Revisions): RollBackPlan {
  const { old, oldLabel, label, leftovers, weights } = besideServing(app, revisions);
  if (weights.length > 0)
    return { situation: 'interrupted', revision: old, label, old, oldLabel, previous: '', leftovers, weights };
  const revision = app.tags?.[PREVIOUS_TAG] ?? '';
  const names = revisions.map(({ name }) => name);
  if (revision === '' || revision === old || !names.includes(revision))
    throw new Error(
      `found: ${revision === '' ? `the app has no tag ${PREVIOUS_TAG}` : `${PREVIOUS_TAG} is ${revision}`}; its revisions are ${names.join(', ')}
  right: the revision that served before ${old}
  do:    deploy the image of that release again (-ImagePush none -ApiImage … -WorkerImage …)`,
    );
  return {
    situation: 'released',
    revision,
    label,
    old,
    oldLabel,
    previous: revision,
    leftovers: leftovers.filter((name) => name !== revision),
    weights,
  };
}

/** The revision that serves, the label that is free beside it, and the other active revisions. @throws as `serving` */
function besideServing(
  app: App,
  revisions: Revisions,
): Pick<ShiftPlan, 'old' | 'oldLabel' | 'label' | 'leftovers' | 'weights'> {
  const served = serving(app);
  const label = LABELS.find((each) => each !== served.oldLabel) ?? LABELS[1];
  const active = revisions.filter(({ properties }) => properties.active).map(({ name }) => name);
  return { ...served, label, leftovers: active.filter((name) => name !== served.old) };
}

/** Active revisions that get no requests after azd has made its revision; the newest may not be ready yet. */
export function planOthers(app: App, revisions: Revisions): { revision: string; leftovers: readonly string[] } {
  const { old } = serving(app);
  const { latestRevisionName, latestReadyRevisionName } = app.properties;
  const kept = [old, latestRevisionName, latestReadyRevisionName];
  return {
    revision: latestRevisionName ?? old,
    leftovers: revisions
      .filter(({ name, properties }) => properties.active && !kept.includes(name))
      .map(({ name }) => name),
  };
}

/**
 * The revision with most of the requests. An app of a plain deployment or of azd names none and has no label. A release that was interrupted at
 * 10 % leaves most with the one that served; at 50 % the tag names it, which a release writes before it moves requests.
 * @throws Error when two have as much and the tag names neither
 */
function serving({ tags, properties }: App): { old: string; oldLabel: string; weights: readonly string[] } {
  const { latestReadyRevisionName, latestRevisionName } = properties;
  const newest = latestReadyRevisionName ?? latestRevisionName ?? '';
  const loaded = (properties.configuration.ingress?.traffic ?? [])
    .map(({ revisionName, weight, label }) => ({ revisionName, weight: weight ?? 0, label }))
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  const first = loaded.filter(({ weight }) => weight === loaded[0]?.weight);
  const chosen =
    first.length > 1 ? first.find(({ revisionName }) => (revisionName ?? newest) === tags?.[PREVIOUS_TAG]) : first[0];
  if (first.length > 1 && chosen === undefined)
    throw new Error(
      `found: ${first.map(({ revisionName }) => revisionName ?? newest).join(' and ')} get as many requests, and the tag ${PREVIOUS_TAG} names neither
  right: one revision that serves
  do:    az containerapp ingress traffic set --name api --revision-weight … with 100 for the one that was released and 0 for the other`,
    );
  return {
    old: chosen?.revisionName ?? newest,
    oldLabel: chosen?.label ?? LABELS[0],
    weights:
      loaded.length > 1 ? loaded.map((each) => `${each.revisionName ?? 'latest'}=${each === chosen ? 100 : 0}`) : [],
  };
}

const metricsSchema = z.looseObject({
  value: z.array(
    z.looseObject({
      timeseries: z.array(
        z.looseObject({
          metadatavalues: z.array(z.looseObject({ name: z.looseObject({ value: z.string() }), value: z.string() })),
          data: z.array(z.looseObject({ total: z.number().nullish() })),
        }),
      ),
    }),
  ),
});

export interface ErrorRate {
  readonly requests: number;
  readonly errors: number;
  readonly percent: number;
}

/** Share of the requests that a revision answered with 5xx, from Azure Monitor's metric Requests, split by status code category. */
export function errorRate(metrics: unknown): ErrorRate {
  let requests = 0;
  let errors = 0;
  for (const { metadatavalues, data } of metricsSchema.parse(metrics).value.flatMap(({ timeseries }) => timeseries)) {
    const total = data.reduce((sum, point) => sum + (point.total ?? 0), 0);
    const category = metadatavalues.find(({ name }) => name.value.toLowerCase() === 'statuscodecategory')?.value;
    requests += total;
    if (category?.toLowerCase() === '5xx') errors += total;
  }
  return { requests, errors, percent: requests === 0 ? 0 : (errors / requests) * 100 };
}

import type { AudioCheck, AudioMeasurements, AudioVerdict, CheckVerdict } from '../report/audio-report.ts';
import type { AudioRejection } from '../report/rejection.ts';
import { rejection, type RejectionCode } from '../report/rejection.ts';
import type { AudioProfile, Limit } from './audio-profile.ts';
import { type Rule, rules } from './rules.ts';

export interface Judgement {
  readonly verdict: AudioVerdict;
  readonly checks: readonly AudioCheck[];
  readonly rejection?: AudioRejection;
}

/** Applies a profile to measurements. Pure: the same input gives the same judgment. */
export function judge(measured: AudioMeasurements, profile: AudioProfile): Judgement {
  const judged = rules.map((rule) => ({ rule, check: apply(rule, measured, profile[rule.limit]) }));
  const checks = judged.map(({ check }) => check);
  const rejected = judged.find(({ check }) => check.verdict === 'autoRejected');
  return {
    verdict: worst(checks.flatMap(({ verdict }) => (verdict === 'notMeasured' ? [] : [verdict]))),
    checks,
    ...(rejected === undefined
      ? {}
      : { rejection: rejection(codeOf(rejected.rule, measured), detailOf(rejected.check)) }),
  };
}

/** The worst of several results; accepted where there are none. */
export function worst(verdicts: readonly AudioVerdict[]): AudioVerdict {
  const order: readonly AudioVerdict[] = ['accepted', 'autoFixed', 'needsReview', 'autoRejected'];
  return verdicts.reduce<AudioVerdict>((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), 'accepted');
}

function apply(rule: Rule, measured: AudioMeasurements, limit: Limit): AudioCheck {
  const value = rule.value(measured);
  const { verdict, bound } = decide(rule, value, limit);
  return {
    check: rule.check,
    value,
    unit: rule.unit,
    limit: bound,
    verdict,
    atMs: verdict === 'accepted' || verdict === 'notMeasured' ? [] : (rule.atMs?.(measured) ?? []),
    advice: adviceFor(rule, verdict, measured),
  };
}

function decide(rule: Rule, value: number | null, limit: Limit): { verdict: CheckVerdict; bound: number | null } {
  const nearest = limit.fix ?? limit.review ?? limit.reject ?? null;
  if (value === null) {
    const verdict = nearest === null ? 'notMeasured' : (rule.whenUnmeasured ?? 'notMeasured');
    return { verdict, bound: verdict === 'notMeasured' ? nearest : (limit.reject ?? nearest) };
  }
  const crossed = (bound: number | undefined): bound is number =>
    bound !== undefined && (rule.limit.startsWith('min') ? value < bound : value > bound);
  if (crossed(limit.reject)) return { verdict: 'autoRejected', bound: limit.reject };
  if (crossed(limit.review)) return { verdict: 'needsReview', bound: limit.review };
  if (crossed(limit.fix)) return { verdict: 'autoFixed', bound: limit.fix };
  return { verdict: 'accepted', bound: nearest };
}

function adviceFor(rule: Rule, verdict: CheckVerdict, measured: AudioMeasurements): string {
  switch (verdict) {
    case 'autoRejected':
      return rejection(codeOf(rule, measured), '').advice;
    case 'needsReview':
      return rule.review ?? rule.passed;
    case 'autoFixed':
      return rule.fixed ?? rule.passed;
    case 'notMeasured':
      return rule.notMeasured ?? 'Not measured.';
    case 'accepted':
      return rule.passed;
    default:
      return verdict satisfies never;
  }
}

function codeOf(rule: Rule, measured: AudioMeasurements): RejectionCode {
  return typeof rule.code === 'string' ? rule.code : rule.code(measured);
}

function detailOf(check: AudioCheck): string {
  const value = check.value === null ? 'nothing measurable' : `${check.value} ${check.unit}`;
  return `${check.check} is ${value}; the limit is ${check.limit} ${check.unit}.`;
}

import { PARAMETER_SETS, type ParameterSet, type Predicted } from '../infra-check.ts';
import { at, isSame, type Json, put } from './json.ts';
import type { Resource, JsonSnapshot } from './snapshot.ts';

/** A rule about what a parameter set would deploy, with a change that breaks it and nothing else. */
export interface Policy {
  /** `{area}/{rule}`, unique. */
  readonly id: string;
  /** The rule of PSRule for Azure that asks for the same, with its reference where it is known: `AZR-000178 Azure.ServiceBus.DisableLocalAuth`. */
  readonly azr: string | undefined;
  readonly reason: string;
  /** The parameter sets that it is for. */
  readonly sets: readonly Predicted[];
  readonly mutation: Mutation;
  check(snapshot: JsonSnapshot): Verdict;
}

export interface Mutation {
  /** What it does, as a sentence without a subject. */
  readonly what: string;
  change(snapshot: JsonSnapshot): void;
}

export interface Verdict {
  /** How many things the rule looked at: none means that it says nothing. */
  readonly subjects: number;
  readonly findings: readonly string[];
}

export const EVERY_SET: readonly Predicted[] = PARAMETER_SETS;
/** The sets with `networkAccess=public`. */
export const PUBLIC_SETS: readonly Predicted[] = ['main', 'main.idle'];
/** The sets with `networkAccess=private`. */
export const PRIVATE_SETS: readonly ParameterSet[] = ['main.private', 'main.byo'];

interface PolicyHead {
  readonly id: string;
  readonly azr?: string | undefined;
  readonly reason: string;
  /** All where it is absent. */
  readonly sets?: readonly Predicted[];
}

/** A rule that looks at each of some subjects, and answers what is wrong with it, if anything. */
export function policy<Subject>({
  id,
  azr,
  reason,
  sets = EVERY_SET,
  subjects,
  finding,
  mutation,
}: PolicyHead & {
  readonly subjects: (snapshot: JsonSnapshot) => readonly Subject[];
  readonly finding: (subject: Subject, snapshot: JsonSnapshot) => string | undefined | readonly string[];
  readonly mutation: Mutation;
}): Policy {
  return {
    id,
    azr,
    reason,
    sets,
    mutation,
    check: (snapshot) => {
      const looked = subjects(snapshot);
      return { subjects: looked.length, findings: looked.flatMap((subject) => finding(subject, snapshot) ?? []) };
    },
  };
}

/** A rule about one property of every resource of a type; the mutation gives it another value. */
export function setting({
  type,
  where = () => true,
  path,
  wants,
  instead,
  ...head
}: PolicyHead & {
  /** Without `Microsoft.`. */
  readonly type: string;
  readonly where?: (resource: Resource) => boolean;
  readonly path: string;
  /** The value, or what it must fulfill. */
  readonly wants: Json | ((value: Json | undefined) => boolean);
  /** A value that breaks the rule. */
  readonly instead: Json;
}): Policy {
  const fits = typeof wants === 'function' ? wants : (value: Json | undefined) => isSame(value, wants);
  return policy({
    ...head,
    subjects: (snapshot) => snapshot.ofType(type).filter((resource) => where(resource)),
    finding: (resource) => {
      const value = at(resource, path);
      return fits(value) ? undefined : `${resource.name}: ${path} is ${JSON.stringify(value)}`;
    },
    mutation: {
      what: `sets \`${path}\` of \`${type}\` to \`${JSON.stringify(instead)}\``,
      change: (snapshot) => put(snapshot.first(type, where), path, instead),
    },
  });
}

/** What two lists differ in, as findings. */
export function differences(expected: readonly string[], actual: readonly string[], what: string): string[] {
  return [
    ...expected.filter((name) => !actual.includes(name)).map((name) => `${what} ${name} is missing`),
    ...actual.filter((name) => !expected.includes(name)).map((name) => `${what} ${name} is not in the table`),
  ];
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPECTED_REFUSALS, isSame, type Need, needsOf, PLATFORM_RIGHTS, type Profile, type Right } from './needs.ts';

interface Table {
  readonly roles: readonly {
    readonly name: string;
    readonly permissions: readonly { readonly actions: readonly string[]; readonly dataActions: readonly string[] }[];
  }[];
  readonly assignments: readonly Right[];
}

/** Which rights of the template each of the lists in `needs.ts` speaks of. */
export interface Accounted {
  /** Each right of the table that a test needs. */
  readonly needs: readonly Need[];
  /** Rights of the table that no list has: too wide, until a test needs them. */
  readonly unaccounted: readonly Right[];
  /** Lines of a list that are no rights of the table: the template has forgotten them, or the list has. */
  readonly unknown: readonly Right[];
}

const FILE = join(import.meta.dirname, '..', '..', 'apps', 'sandbox', 'rights.json');

export function readTable(profile: Profile): Table {
  return (JSON.parse(readFileSync(FILE, 'utf8')) as Record<Profile, Table>)[profile];
}

export function accountFor(assignments: readonly Right[], profile: Profile): Accounted {
  const listed: readonly Right[] = [...needsOf(profile), ...PLATFORM_RIGHTS];
  return {
    needs: needsOf(profile).filter((need) => assignments.some((right) => isSame(right, need))),
    unaccounted: assignments.filter((right) => !listed.some((each) => isSame(each, right))),
    unknown: listed.filter((each) => !assignments.some((right) => isSame(each, right))),
  };
}

/** What the sandbox was asked for, and how it answered. */
export interface Decision {
  readonly identity: string;
  /** Name of the action. */
  readonly right: string;
  readonly resource: string;
  readonly allowed: boolean;
}

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
/** To put a new blob either is enough. The sandbox asks for the one, then for the other. */
const EITHER: readonly (readonly [string, string])[] = [[`${BLOBS}/write`, `${BLOBS}/add/action`]];

/** What was refused, without what was asked for first where another right was enough, and without what the product counts on. */
export function refusals(decisions: readonly Decision[], profile: Profile): readonly Decision[] {
  return decisions.filter(({ identity, right, resource, allowed }) => {
    const others = EITHER.filter(([first]) => first === right).map(([, second]) => second);
    const isGivenOtherwise = decisions.some(
      (other) =>
        other.allowed && other.identity === identity && other.resource === resource && others.includes(other.right),
    );
    const isExpected = EXPECTED_REFUSALS.some(
      (each) =>
        each.profile === profile &&
        each.identity === identity &&
        each.right === right &&
        resource.startsWith(each.resource),
    );
    return !allowed && !isGivenOtherwise && !isExpected;
  });
}

/** Whether the resource is the scope of a right of the identity, or lies below it. */
export function isAbout({ identity, scope }: Right, decision: Pick<Decision, 'identity' | 'resource'>): boolean {
  return decision.identity === identity && `${decision.resource}/`.startsWith(`${scope}/`);
}

/** An action of a custom role that an identity has somewhere, and that nothing asked for there. */
export interface UnusedAction extends Right {
  readonly action: string;
}

export function unusedActions(
  { roles, assignments }: Table,
  asked: readonly Omit<Decision, 'allowed'>[],
): UnusedAction[] {
  return assignments.flatMap((assignment) => {
    const role = roles.find(({ name }) => name === assignment.role);
    const actions = role?.permissions.flatMap((set) => [...set.actions, ...set.dataActions]) ?? [];
    return actions
      .filter((action) => !asked.some((decision) => decision.right === action && isAbout(assignment, decision)))
      .map((action) => ({ ...assignment, action }));
  });
}

import type { Log } from '../log.ts';
import type { Caller, Right } from './caller.ts';
import { matches, patternsFor } from './role-definition.ts';
import type { AssignmentCondition, RoleAssignment } from './rights-table.ts';

/** One thing that the table gives: a role at a scope, or one entry of a role. */
export interface TakenRight {
  readonly identity: string;
  readonly scope: string;
  /** Name of the role. */
  readonly role: string;
  /** One entry of the role's lists, as it is written there; the whole role if absent. */
  readonly pattern?: string | undefined;
}

/** How often something was asked for, and whether it was given. */
export interface Decision {
  readonly identity: string;
  readonly right: string;
  readonly resource: string;
  readonly allowed: boolean;
  count: number;
}

export interface Principal {
  /** As in the table. */
  readonly name: string;
  readonly oid: string;
}

/**
 * Decides what each identity may do, as Azure RBAC and Cosmos DB's own roles do: a role that is assigned at a resource holds there and below;
 * who has no role may do nothing. An identity that is not known has none.
 * See ADR 131.
 */
export class AccessControl {
  readonly #names: ReadonlyMap<string, string>;
  readonly #decisions = new Map<string, Decision>();
  #taken: readonly TakenRight[] = [];

  constructor(
    private readonly assignments: readonly RoleAssignment[],
    principals: readonly Principal[],
    taken: readonly TakenRight[] = [],
    private readonly log: Log = () => undefined,
  ) {
    this.#names = new Map(principals.map(({ oid, name }) => [oid, name]));
    this.take(taken);
  }

  /** Takes these rights away from now on, and gives back those that were taken before. @throws Error for one that the table does not have */
  take(rights: readonly TakenRight[]): void {
    for (const right of rights) this.#requireKnown(right);
    this.#taken = rights;
  }

  callerOf({ oid, tid }: { oid: string; tid: string }): Caller {
    const identity = this.#names.get(oid);
    return { oid, tid, may: (right, resource) => this.#decide(identity, right, resource) };
  }

  /** Everything that was decided so far. */
  decisions(): readonly Decision[] {
    return [...this.#decisions.values()];
  }

  #decide(identity: string | undefined, right: Right, resource: string): boolean {
    const allowed = this.assignments.some(
      (assignment) =>
        assignment.identity === identity &&
        covers(assignment.scope, resource) &&
        holds(assignment.condition, right, resource) &&
        patternsFor(assignment.role, right).some((pattern) => !this.#isTaken(assignment, pattern)),
    );
    const key = `${identity} ${right.name} ${resource} ${allowed}`;
    const known = this.#decisions.get(key);
    if (known !== undefined) known.count += 1;
    else this.#decisions.set(key, { identity: identity ?? 'unknown', right: right.name, resource, allowed, count: 1 });
    if (!allowed) this.log('access denied', { identity: identity ?? 'unknown', right: right.name, resource });
    return allowed;
  }

  #isTaken({ identity, scope, role }: RoleAssignment, pattern: string): boolean {
    return this.#taken.some(
      (right) =>
        right.identity === identity &&
        right.scope === scope &&
        right.role === role.name &&
        (right.pattern === undefined || right.pattern === pattern),
    );
  }

  /** What takes nothing away must not pass for a proof that nothing needs it. */
  #requireKnown(right: TakenRight): void {
    const isKnown = this.assignments.some(
      ({ identity, scope, role }) =>
        right.identity === identity &&
        right.scope === scope &&
        right.role === role.name &&
        (right.pattern === undefined ||
          role.permissions.some(({ actions, dataActions }) =>
            [...actions, ...dataActions].includes(right.pattern ?? ''),
          )),
    );
    if (!isKnown) throw new Error(`The table of rights has no ${JSON.stringify(right)}.`);
  }
}

/** Whether a resource is the scope or lies below it. */
function covers(scope: string, resource: string): boolean {
  if (scope === '') return true;
  const [above, below] = [scope.toLowerCase(), resource.toLowerCase()];
  return below === above || below.startsWith(`${above}/`);
}

/** Whether the condition of an assignment (Azure ABAC) lets a right through. */
function holds(condition: AssignmentCondition | undefined, { name }: Right, resource: string): boolean {
  if (condition === undefined || !condition.actions.some((pattern) => matches(pattern, name))) return true;
  const container = /\/containers\/([^/]+)/.exec(resource)?.[1] ?? '';
  return container.startsWith(condition.containerPrefix);
}

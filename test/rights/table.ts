import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSame, type Need, NEEDS, PLATFORM_RIGHTS, type Right } from './needs.ts';

interface Table {
  readonly roles: readonly {
    readonly name: string;
    readonly permissions: readonly { readonly actions: readonly string[]; readonly dataActions: readonly string[] }[];
  }[];
  readonly assignments: readonly Right[];
}

/** Which rights of the template each of the lists in `needs.ts` speaks of. */
export interface Accounted {
  /** Each right of the public table that a test needs. */
  readonly needs: readonly Need[];
  /** Rights of the table that no list has: too wide, until a test needs them. */
  readonly unaccounted: readonly Right[];
  /** Lines of a list that are no rights of the table: the template has forgotten them, or the list has. */
  readonly unknown: readonly Right[];
}

const FILE = join(import.meta.dirname, '..', '..', 'apps', 'sandbox', 'rights.json');

export function readTable(): Table {
  return (JSON.parse(readFileSync(FILE, 'utf8')) as { public: Table }).public;
}

export function accountFor(assignments: readonly Right[]): Accounted {
  const listed: readonly Right[] = [...NEEDS, ...PLATFORM_RIGHTS];
  return {
    needs: NEEDS.filter((need) => assignments.some((right) => isSame(right, need))),
    unaccounted: assignments.filter((right) => !listed.some((each) => isSame(each, right))),
    unknown: listed.filter((each) => !assignments.some((right) => isSame(each, right))),
  };
}

/** An action of a custom role that an identity has somewhere, and that nothing asked for there. */
export interface UnusedAction extends Right {
  readonly action: string;
}

/** @param asked what was asked for: identity, name of the action, resource */
export function unusedActions(
  { roles, assignments }: Table,
  asked: readonly { readonly identity: string; readonly right: string; readonly resource: string }[],
): UnusedAction[] {
  return assignments.flatMap((assignment) => {
    const role = roles.find(({ name }) => name === assignment.role);
    const actions = role?.permissions.flatMap((set) => [...set.actions, ...set.dataActions]) ?? [];
    return actions
      .filter(
        (action) =>
          !asked.some(
            ({ identity, right, resource }) =>
              identity === assignment.identity && right === action && `${resource}/`.startsWith(`${assignment.scope}/`),
          ),
      )
      .map((action) => ({ ...assignment, action }));
  });
}

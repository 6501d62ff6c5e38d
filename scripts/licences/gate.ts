import { createRequire } from 'node:module';
import { type Component, isNative, type NativeComponent, type PackageComponent } from './component.ts';
import { licenceOfMarks } from './natives.ts';
import { ALLOWANCES, type Allowance, PERMISSIVE, type Place } from './policy.ts';

/** A parsed SPDX expression; the package has no types. */
type Expression =
  | { readonly left: Expression; readonly conjunction: 'and' | 'or'; readonly right: Expression }
  | { readonly license: string; readonly plus?: true; readonly exception?: string };
const parseExpression = createRequire(import.meta.url)('spdx-expression-parse') as (text: string) => Expression;

/**
 * What is in an image and may not be: a license that nobody knows, one that is not permissive and not allowed for this component by its name, and a
 * native file that belongs to no package or is packed. One line each; none when all checks pass. An allowance that nothing needs is a problem as well: it would let
 * something in later.
 * @param place the image; what its base holds is judged as `base`
 */
export function licenceProblems(
  place: Place,
  components: readonly Component[],
  allowances: readonly Allowance[] = ALLOWANCES,
): readonly string[] {
  const used = new Set<Allowance>();
  const problems: string[] = [];
  const here = allowances.filter(({ places }) => places.includes(place));
  for (const component of components) {
    const problem = isNative(component)
      ? problemOfNative(component, here, used)
      : problemOfPackage(component, here, used);
    if (problem !== undefined) problems.push(`${place}: ${problem}`);
  }
  // The bases differ in which of Debian's packages they have.
  const unused = place === 'base' ? [] : here.filter((allowance) => !used.has(allowance));
  return [
    ...problems,
    ...unused.map(({ name, licence }) => `${place}: nothing needs the allowance of ${licence} for ${name.source}`),
  ];
}

function problemOfPackage(
  component: PackageComponent,
  here: readonly Allowance[],
  used: Set<Allowance>,
): string | undefined {
  const { kind, name, version, licence, path } = component;
  const called = `${name} ${version}`.trim();
  const expression = licence === undefined ? undefined : parsed(licence);
  if (licence === undefined) return `${called} has no known license (${path})`;
  if (expression === undefined)
    return `${called} has the license ${JSON.stringify(licence)}, which SPDX does not know (${path})`;
  if (isPermissive(expression)) return undefined;
  const allowance = here.find((each) => each.kind === kind && each.name.test(name) && each.licence === licence);
  if (allowance === undefined) return `${called} has the license ${licence}, which is not allowed here (${path})`;
  used.add(allowance);
  return undefined;
}

function problemOfNative(
  native: NativeComponent,
  here: readonly Allowance[],
  used: Set<Allowance>,
): string | undefined {
  const { owner, path, marks, packing } = native;
  const licence = licenceOfMarks(marks);
  if (packing !== undefined) return `${path} is packed by ${packing}, so that nobody sees what is in it`;
  if (owner === undefined) return `${path} is machine code of no known package`;
  if (licence === undefined) return undefined;
  const allowance = here.find((each) => each.kind === 'native' && each.name.test(owner) && each.licence === licence);
  const surplus = marks.filter((mark) => !(allowance?.marks ?? []).includes(mark));
  if (allowance === undefined || surplus.length > 0) {
    return `${path} of ${owner} is under ${licence}, which is not allowed here: it says ${(allowance ? surplus : marks).join(' ')}`;
  }
  used.add(allowance);
  return undefined;
}

function parsed(licence: string): Expression | undefined {
  try {
    return parseExpression(licence);
  } catch {
    // The package throws an Error for what is no expression; the caller says so.
    return undefined;
  }
}

function isPermissive(expression: Expression): boolean {
  if ('conjunction' in expression) {
    const [left, right] = [isPermissive(expression.left), isPermissive(expression.right)];
    return expression.conjunction === 'or' ? left || right : left && right;
  }
  return PERMISSIVE.has(expression.license);
}

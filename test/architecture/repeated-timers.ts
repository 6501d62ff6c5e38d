import ts from 'typescript';

/** Modules whose functions are timers, whatever a file calls them. */
const TIMER_MODULE = /^(node:)?timers(\/promises)?$/;
const RXJS = /^rxjs(\/|$)/;
/** Functions of rxjs that repeat or wait. */
const RXJS_TIMERS: ReadonlySet<string> = new Set(['interval', 'timer', 'repeat', 'retry']);
/** A file without any of these words has no timer. */
const MAY_REPEAT = /setTimeout|setImmediate|timers|rxjs/;
const SCHEDULED = /\bsetInterval\(|@Interval\(|@Cron\(|\.add(Interval|CronJob)\(|\bscheduler\.wait\(/;

/** A function of a file, or a variable that holds a timer: what can be started again by its name. */
interface Owner {
  /** Names of others that it mentions. */
  readonly mentions: Set<string>;
  hasTimer: boolean;
}

/**
 * Whether something in a file comes again by itself: an interval, a timer in a loop, or a timer whose callback leads to the function that has set
 * it, through any functions of the same file. It follows names, not values, so it finds too much rather than too little; it does not see a way that
 * leads through another file.
 */
export function repeatsByTimer(file: string, text: string): boolean {
  if (SCHEDULED.test(text)) return true;
  if (!MAY_REPEAT.test(text)) return false;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const { timers, repeats } = importedTimers(source);
  if (repeats) return true;
  // What hands its own parameter to a timer is a timer for those who call it.
  for (const wrapper of wrappersOf(source, timers)) timers.add(wrapper);
  const owners = new Map<string, Owner>();
  let isInLoop = false;
  walk(source, [], (node, around) => {
    const inside = around.map((name) => ownerIn(owners, name));
    if (startsTimer(node, timers)) {
      isInLoop ||= isLoopAbove(node);
      for (const owner of inside) owner.hasTimer = true;
    }
    const mentioned = mentionedName(node);
    if (mentioned !== undefined) for (const owner of inside) owner.mentions.add(mentioned);
  });
  return isInLoop || [...owners].some(([name, { hasTimer }]) => hasTimer && leadsBack(owners, name));
}

function importedTimers(source: ts.SourceFile): { readonly timers: Set<string>; readonly repeats: boolean } {
  const timers = new Set(['setTimeout', 'setImmediate']);
  let repeats = false;
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const module = statement.moduleSpecifier.text;
    const bindings = statement.importClause?.namedBindings;
    for (const { name, propertyName } of bindings && ts.isNamedImports(bindings) ? bindings.elements : []) {
      const imported = (propertyName ?? name).text;
      repeats ||= RXJS.test(module) && RXJS_TIMERS.has(imported);
      if (!TIMER_MODULE.test(module)) continue;
      repeats ||= imported === 'setInterval';
      timers.add(name.text);
    }
  }
  return { timers, repeats };
}

/** Names of functions one of whose parameters is the callback of a timer. */
function wrappersOf(source: ts.SourceFile, timers: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  walk(source, [], (node, around) => {
    const [callback] = startsTimer(node, timers) ? node.arguments : [];
    const name = around.at(-1);
    if (name === undefined || callback === undefined || !ts.isIdentifier(callback)) return;
    const isParameter = (at: ts.Node | undefined): boolean =>
      at !== undefined &&
      ((ts.isFunctionLike(at) && at.parameters.some((each) => each.name.getText() === callback.text)) ||
        isParameter(at.parent));
    // That of `new Promise((resolve) => …)` leads back to nobody but who waits.
    if (isParameter(node) && !isExecutor(node)) found.add(bare(name));
  });
  return found;
}

function isExecutor(node: ts.Node): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (ts.isFunctionLike(at)) return at.parent !== undefined && ts.isNewExpression(at.parent);
  }
  return false;
}

/** Calls `see` for each node, with the names of the functions and timers around it, from the outside in. */
function walk(node: ts.Node, around: readonly string[], see: (node: ts.Node, around: readonly string[]) => void): void {
  see(node, around);
  const name = ownedName(node);
  const inside = name === undefined ? around : [...around, name];
  ts.forEachChild(node, (child) => walk(child, inside, see));
}

/** The name of a function or method, or of a variable or field that is given a function or a timer; members of `this` as `this.name`. */
function ownedName(node: ts.Node): string | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name?.text;
  if (ts.isMethodDeclaration(node) || ts.isAccessor(node)) return memberName(node);
  if (ts.isPropertyDeclaration(node)) return isHeld(node.initializer) ? memberName(node) : undefined;
  if (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) {
    return isHeld(node.initializer) ? node.name.getText() : undefined;
  }
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind) && isHeld(node.right)) {
    return node.left.getText();
  }
  return undefined;
}

function memberName({ name, parent }: ts.MethodDeclaration | ts.AccessorDeclaration | ts.PropertyDeclaration): string {
  return ts.isClassLike(parent) ? `this.${name.getText()}` : name.getText();
}

function bare(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.EqualsToken || kind === ts.SyntaxKind.QuestionQuestionEqualsToken;
}

/** A function, or what a call of a timer returns, also behind `.unref()`. */
function isHeld(value: ts.Expression | undefined): boolean {
  if (value === undefined) return false;
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return true;
  if (!ts.isCallExpression(value)) return false;
  const { expression } = value;
  if (ts.isIdentifier(expression)) return expression.text === 'setTimeout';
  return ts.isPropertyAccessExpression(expression) && isHeld(expression.expression);
}

/** A call of one of these names, also as a member of something. */
function startsTimer(node: ts.Node, timers: ReadonlySet<string>): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  if (ts.isIdentifier(expression)) return timers.has(expression.text);
  if (!ts.isPropertyAccessExpression(expression)) return false;
  const { text } = expression.name;
  // `socket.setTimeout` and the like are limits, not timers.
  if (text === 'setTimeout' || text === 'setImmediate') return expression.expression.getText() === 'globalThis';
  return timers.has(text);
}

/** What is called or handed on by its name, alone or as a member of `this`; and the timer that `refresh` starts again. */
function mentionedName(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name, expression } = node.expression;
    if (name.text === 'refresh') return expression.getText();
  }
  if (!ts.isPropertyAccessExpression(node) && !ts.isIdentifier(node)) return undefined;
  if (ts.isPropertyAccessExpression(node) && node.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  return isUsed(node) ? node.getText() : undefined;
}

/** Called, or given to something that may call it. What stops a timer does not start it. */
function isUsed(node: ts.Identifier | ts.PropertyAccessExpression): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent)) {
    return parent.expression === node || !/^clear(Timeout|Immediate)$/.test(parent.expression.getText());
  }
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isPropertyAccessExpression(parent)) return /^(bind|call|apply)$/.test(parent.name.text);
  return ts.isShorthandPropertyAssignment(parent) || ts.isConditionalExpression(parent);
}

function isLoopAbove(node: ts.Node): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (ts.isIterationStatement(at, false)) return true;
  }
  return false;
}

function ownerIn(owners: Map<string, Owner>, name: string): Owner {
  const known = owners.get(name) ?? { mentions: new Set<string>(), hasTimer: false };
  owners.set(name, known);
  return known;
}

function leadsBack(owners: ReadonlyMap<string, Owner>, name: string): boolean {
  const seen = new Set<string>();
  const ahead = [...(owners.get(name)?.mentions ?? [])];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (next === name) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    ahead.push(...(owners.get(next)?.mentions ?? []));
  }
  return false;
}

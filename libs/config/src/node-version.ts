/** As in the `engines` of package.json: what the code uses from Node itself came with this version. */
const MIN_NODE_MAJOR = 24;

/** What to tell somebody who runs a deployable with a Node that is too old; undefined when it is not. @param version as `process.version` */
export function nodeVersionProblem(version: string): string | undefined {
  const major = Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
  if (major >= MIN_NODE_MAJOR) return undefined;
  return `This needs Node ${MIN_NODE_MAJOR}; it was started with Node ${version.slice(1)}. On Linux, npm ci installs Node ${MIN_NODE_MAJOR} as node_modules/.bin/node.`;
}

/** Ends the process with 1 and one sentence in a Node that is too old. Called before modules are loaded that fail in it with a stack. */
export function endOnOldNode(): void {
  const problem = nodeVersionProblem(process.version);
  if (problem === undefined) return;
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

/** What the code uses from Node itself, `getCACertificates` first of all, came with this version. */
const MIN_NODE_MAJOR = 24;

/** What to tell somebody who runs a command with a Node that is too old; undefined when it is not. @param version as `process.version` */
export function nodeVersionProblem(version: string): string | undefined {
  const major = Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
  if (major >= MIN_NODE_MAJOR) return undefined;
  return [
    `This needs Node ${MIN_NODE_MAJOR}; it was started with Node ${version.slice(1)}.`,
    `Start it through npm (npm run sandbox, npm start, npm run demo): npm ci brings Node ${MIN_NODE_MAJOR} along on Linux.`,
    `Elsewhere install Node ${MIN_NODE_MAJOR}, for example from https://nodejs.org.`,
  ].join('\n');
}

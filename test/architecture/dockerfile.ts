import { validate, ValidationSeverity } from 'dockerfile-utils';

/** What buildah 1.28 of Debian 12 refuses or reads otherwise, and what the images must not have. */
const NOT_HERE: readonly (readonly [RegExp, string])[] = [
  [/^(?:COPY|ADD)\b.*\s--(?:link|parents|checksum|exclude)\b/i, 'buildah 1.28 does not know this flag'],
  [/^RUN\b.*\s--(?:network|security)\b/i, 'buildah 1.28 does not know this flag'],
  [/<<-?['"]?\w+/, 'buildah 1.28 knows no here-documents'],
  [/^HEALTHCHECK\b/i, 'Container Apps has probes of its own, and there is no shell'],
  [
    /^(?:ARG|ENV)\b.*(?:npm_config|NPM_TOKEN|NPM_CONFIG|\.npmrc|_authToken)/i,
    'settings of npm stay in the history of the image',
  ],
];

/** Names of the stages of a Dockerfile. */
export function stagesOf(dockerfile: string): ReadonlySet<string> {
  return new Set(Array.from(dockerfile.matchAll(/^FROM\s.*\sAS\s+(\S+)\s*$/gim), ([, name = '']) => name));
}

/** What is wrong with a Dockerfile, by the linter and by the rules above, with its line. */
export function dockerfileProblems(dockerfile: string): readonly string[] {
  const found = validate(dockerfile, { deprecatedMaintainer: ValidationSeverity.ERROR }).map(
    ({ range, message }) => `line ${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`,
  );
  for (const { line, text } of instructionsOf(dockerfile)) {
    for (const [pattern, why] of NOT_HERE) if (pattern.test(text)) found.push(`line ${line}: ${why}`);
  }
  return found;
}

/** Instructions with the lines that continue them joined, without comments. */
function instructionsOf(dockerfile: string): { line: number; text: string }[] {
  const instructions: { line: number; text: string }[] = [];
  let current: { line: number; text: string } | undefined;
  for (const [index, line] of dockerfile.split('\n').entries()) {
    if (/^\s*#/.test(line) || line.trim() === '') continue;
    const text = line.trim().replace(/\\$/, ' ');
    if (current === undefined) {
      current = { line: index + 1, text };
      instructions.push(current);
    } else current.text += text;
    if (!line.trimEnd().endsWith('\\')) current = undefined;
  }
  return instructions;
}

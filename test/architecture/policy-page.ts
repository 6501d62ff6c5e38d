import { PARAMETER_SETS } from '../infra/infra-check.ts';
import { POLICY_EXCEPTIONS, type PolicyException } from '../infra/policies/exceptions.ts';
import { POLICIES, POLICY_AREAS, type PolicyArea } from '../infra/policies/index.ts';
import type { Policy } from '../infra/policies/policy.ts';

const SET_NAMES = {
  main: 'public',
  'main.idle': 'idle',
  'main.private': 'private',
  'main.byo': 'byo',
  email: 'e-mail',
} as const;

/** docs/policies.md: every rule about what the template would deploy, with the change that is known to break it. */
export function policiesPage(): string {
  return `# Policies

Made from \`test/infra/policies\` by \`npm run generate\`; do not edit it here.

${POLICIES.length} rules about what the template would deploy, checked by \`npm test\` on the committed snapshots (\`infra/*.snapshot.json\`), without Bicep, Azure or network.
A rule that finds nothing to look at fails. Beside each rule stands a change: the test applies it to each snapshot, and that rule must find it, and no other.
\`npm run infra:policies\` prints this table with what it found.

Where PSRule for Azure has a rule for the same, it is named, with its reference where that is known
([ADR 135](adr/0135-policy-tests-over-bicep-snapshots.md)). Sets: \`public\` is \`infra/main.bicepparam\`, \`idle\`
\`infra/main.idle.bicepparam\`, \`private\` \`infra/main.private.bicepparam\`, \`byo\`
\`infra/main.byo.bicepparam\`, \`e-mail\` \`infra/email.bicepparam\`; \`all\` are the first four.

## Exceptions

Parameters that break rules on purpose. \`npm run test:tools\` compiles the set with each of them, and finds these rules broken and no others.

| Set | Parameter | Why | Rules that do not hold |
| --- | --- | --- | --- |
${POLICY_EXCEPTIONS.map(exceptionRow).join('\n')}

${POLICY_AREAS.map(area).join('\n\n')}
`;
}

function area({ title, policies }: PolicyArea): string {
  return `## ${title}

| Rule | Why | Sets | PSRule | A change that breaks it |
| --- | --- | --- | --- | --- |
${policies.map(row).join('\n')}`;
}

function row({ id, reason, sets, azr = '', mutation }: Policy): string {
  const names = sets.length === PARAMETER_SETS.length ? 'all' : sets.map((set) => SET_NAMES[set]).join(', ');
  return `| ${[`\`${id}\``, reason, names, azr, mutation.what].map(cell).join(' | ')} |`;
}

function exceptionRow({ set, parameter, value, reason, policies }: PolicyException): string {
  const names = policies.map((id) => `\`${id}\``).join(', ');
  return `| ${[SET_NAMES[set], `\`${parameter} = ${value}\``, reason, names].map(cell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

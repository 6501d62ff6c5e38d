import type { Mutant } from '../mutant.ts';

/** What the deploy scripts judge, and do with revisions. */
export const DEPLOY: readonly Mutant[] = [
  {
    rule: 'what one role takes back is not allowed by it',
    file: 'scripts/deploy/rights.ts',
    anchor: `&& !notActions.some(`,
    replacement: `&& notActions.length >= 0 || notActions.some(`,
    spec: 'scripts/deploy/rights.spec.ts',
  },
  {
    rule: 'actions are compared without regard to case',
    file: 'scripts/deploy/rights.ts',
    anchor: "new RegExp(`^${source}$`, 'i')",
    replacement: 'new RegExp(`^${source}$`)',
    spec: 'scripts/deploy/rights.spec.ts',
  },
  {
    rule: 'a new revision gets no requests',
    file: 'scripts/deploy/release.ts',
    anchor: `{ revisionName: revision, weight: 0, label }`,
    replacement: `{ revisionName: revision, weight: 10, label }`,
    spec: 'scripts/deploy/release.spec.ts',
  },
  {
    rule: 'a release that serves already is not made again',
    file: 'scripts/deploy/release.ts',
    anchor: `old === revision ? 'same'`,
    replacement: `old === '' ? 'same'`,
    spec: 'scripts/deploy/release.spec.ts',
  },
  {
    rule: 'a roll-back goes to a revision that is there',
    file: 'scripts/deploy/release.ts',
    anchor: `|| !names.includes(revision)`,
    replacement: ``,
    spec: 'scripts/deploy/release.spec.ts',
  },
  {
    rule: 'the parts of a revision’s name do not run into one another',
    file: 'scripts/deploy/release.ts',
    anchor: 'hash.update(`${part.length}:`).update(part)',
    replacement: 'hash.update(part)',
    spec: 'scripts/deploy/release.spec.ts',
  },
  {
    rule: 'what az did not answer stops the deployment',
    file: 'scripts/deploy/judge-subscription.ts',
    anchor: `if (version === undefined) return [refused(answers, 'version', 'the version of the Azure CLI')];`,
    replacement: `if (version === undefined) return [];`,
    spec: 'scripts/deploy/judge.spec.ts',
  },
  {
    rule: 'a pool belongs to a registry that is there',
    file: 'scripts/deploy/judge-images.ts',
    anchor: `if (!registryIsHere)`,
    replacement: `if (registryIsHere && server === '')`,
    spec: 'scripts/deploy/judge.spec.ts',
  },
  {
    rule: 'images are named by digest',
    file: 'scripts/deploy/judge-images.ts',
    anchor: `return given.every((image) => DIGEST.test(image))`,
    replacement: `return given.every((image) => image !== '')`,
    spec: 'scripts/deploy/judge.spec.ts',
  },
  {
    rule: 'two applications of one name are nobody’s',
    file: 'scripts/deploy/entra-plan.ts',
    anchor: `if (more.length === 0) return first;`,
    replacement: `if (more.length >= 0) return first;`,
    spec: 'scripts/deploy/entra-plan.spec.ts',
  },
  {
    rule: 'the token of the registry is no argument',
    file: 'scripts/image/push.ts',
    anchor: `'--password-stdin', registry], input: token }`,
    replacement: `'--password', token, registry], input: token }`,
    spec: 'scripts/image/push.spec.ts',
  },
];

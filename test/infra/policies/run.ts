/**
 * `npm run infra:policies`: applies the change of each policy to the snapshots, and prints which policies find it. Ends with 1 when a snapshot breaks
 * a policy, or when a change is found by none, by another or by several. `-- {id}` does it for one of them.
 */
import { PREDICTED } from '../infra-check.ts';
import { POLICIES } from './index.ts';
import { JsonSnapshot } from './snapshot.ts';

const only = process.argv[2];
const snapshots = await Promise.all(PREDICTED.map((set) => JsonSnapshot.read(set)));

function report(what: string, isRight: boolean): void {
  if (!isRight) process.exitCode = 1;
  if (isRight) console.log(what);
  else console.error(what);
}

for (const snapshot of snapshots) {
  const policies = POLICIES.filter(({ sets }) => sets.includes(snapshot.set));
  for (const policy of policies) {
    const { subjects, findings } = policy.check(snapshot);
    if (subjects === 0) report(`${snapshot.set}: ${policy.id} looks at nothing`, false);
    for (const finding of findings) report(`${snapshot.set}: ${policy.id}: ${finding}`, false);
  }
}

for (const policy of POLICIES.filter(({ id }) => only === undefined || id === only)) {
  const results = snapshots
    .filter(({ set }) => policy.sets.includes(set))
    .map((snapshot) => {
      const mutant = snapshot.copy();
      policy.mutation.change(mutant);
      const finders = POLICIES.filter(({ sets }) => sets.includes(mutant.set)).filter(
        (other) => other.check(mutant).findings.length > 0,
      );
      return { set: snapshot.set, finders: finders.map(({ id }) => id) };
    });
  const isRight = results.every(({ finders }) => finders.length === 1 && finders[0] === policy.id);
  const sets = results
    .map(({ set, finders }) => (isRight ? set : `${set} (found by ${finders.join(', ') || 'nobody'})`))
    .join(', ');
  report(`${policy.id}: ${policy.mutation.what} | ${sets}`, isRight);
}

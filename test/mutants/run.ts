/**
 * Plants faults in a copy of the sources, one at a time, and demands that the unit spec beside each broken rule fails:
 *
 *   npm run test:mutants [-- --only TEXT] [--lanes 2] [--anchors]
 *
 * `--only` takes the mutants whose rule, file or spec holds TEXT; `--anchors` only looks whether each mutant fits its source, which takes a
 * second. First all specs are run without a fault. Ends with 0 when every fault was noticed, and with 1 when one survived, when one does
 * not fit its source or does not run, or when a spec fails without a fault.
 * See ADR 116.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { misfitOf } from './mutant.ts';
import { MUTANTS } from './mutants/index.ts';
import { ScratchCopy } from './scratch-copy.ts';

const home = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    lanes: { type: 'string', default: '2' },
    anchors: { type: 'boolean', default: false },
  },
});
const chosen = MUTANTS.filter(({ rule, file, spec }) => [rule, file, spec].some((text) => text.includes(values.only)));
process.exitCode = await main();

async function main(): Promise<number> {
  if (chosen.length === 0) {
    console.error(`No mutant has '${values.only}' in its rule, file or spec.`);
    return 1;
  }
  const misfits = chosen.flatMap((mutant) => misfitOf(home, mutant));
  for (const misfit of misfits) console.error(misfit);
  if (misfits.length > 0) return 1;
  if (values.anchors) {
    console.log(`${chosen.length} mutants fit their sources`);
    return 0;
  }
  const lanes = Array.from({ length: Math.max(1, Number(values.lanes)) }, () => new ScratchCopy(home));
  const removeAll = (): void => lanes.forEach((lane) => lane.remove());
  process.once('exit', removeAll);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  return judgeAll(lanes);
}

async function judgeAll(lanes: readonly ScratchCopy[]): Promise<number> {
  const specs = [...new Set(chosen.map(({ spec }) => spec))];
  const [first] = lanes;
  const whole = await first?.runSpecs(specs);
  if (whole?.run.failed !== 0 || whole.run.brokenFiles > 0 || whole.run.timedOut) {
    console.error(`${whole?.output}\nspecs fail without a fault`);
    return 1;
  }
  console.log(`${specs.length} specs pass without a fault (${whole.run.passed} tests)`);
  const waiting = [...chosen];
  const counts = { noticed: 0, survived: 0, broken: 0 };
  const work = async (lane: ScratchCopy): Promise<void> => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const startedAt = performance.now();
      const { verdict, output } = await lane.judge(mutant);
      counts[verdict] += 1;
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${verdict.padEnd(8)} ${mutant.rule} (${mutant.file}, ${seconds} s)`);
      if (verdict === 'broken') console.log(output.trim().split('\n').slice(-30).join('\n'));
    }
  };
  await Promise.all(lanes.map(work));
  console.log(`${counts.noticed} noticed, ${counts.survived} survived, ${counts.broken} broken`);
  return counts.survived + counts.broken === 0 ? 0 : 1;
}

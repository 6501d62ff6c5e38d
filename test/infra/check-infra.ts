/**
 * `npm run check:infra`: compiles, lints and formats the templates without network, and compares what they would deploy with the committed
 * snapshots. Fails on any finding, warnings of the compiler too. `--write` (`npm run infra:snapshots`) writes the snapshots again,
 * `--format` (`npm run infra:format`) the templates as the compiler wants them.
 * See ADR 127.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBicep, INFRA, pinnedVersion, runProgram } from './bicep.ts';
import { InfraCheck, PREDICTED } from './infra-check.ts';

const bicep = await findBicep();
if (bicep === undefined) {
  console.error(
    `Bicep ${pinnedVersion()} is missing. npm run infra:tools brings it; that needs the .NET SDK 10 and NuGet.`,
  );
  process.exitCode = 1;
} else if (process.argv.includes('--format')) {
  for (const pattern of ['**/*.bicep', '*.bicepparam']) {
    const { code, stderr } = await runProgram(bicep, ['format', '--pattern', pattern], { cwd: INFRA });
    if (code !== 0) process.exitCode = 1;
    if (stderr !== '') console.error(stderr);
  }
} else if (process.argv.includes('--write')) {
  await InfraCheck.with(bicep, async (check) => {
    for (const set of PREDICTED) {
      await writeFile(join(INFRA, `${set}.snapshot.json`), await check.predict(set));
      console.log(`infra/${set}.snapshot.json is written.`);
    }
  });
} else {
  await InfraCheck.with(bicep, async (check) => {
    console.log(
      check.isOffline
        ? `Bicep ${pinnedVersion()}, without network`
        : `Bicep ${pinnedVersion()}, with the network of this machine: unshare -rn is not allowed here`,
    );
    for (const { name, findings } of await check.run()) {
      if (findings.length === 0) {
        console.log(`${name}: no findings`);
      } else {
        process.exitCode = 1;
        console.error(`${name}:\n${findings.map((line) => `  ${line}`).join('\n')}`);
      }
    }
  });
}

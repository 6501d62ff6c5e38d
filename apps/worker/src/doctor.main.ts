import './require-node.ts';
import { doctorCommand } from '#doctor';

/**
 * `npm run doctor -- worker [--json]`; in the image: `/nodejs/bin/node /app/bundle/apps/worker/src/doctor.main.js [--json]`. Says what is wrong with the
 * environment of the worker. What it prints and how it ends: docs/troubleshooting.md.
 */
process.exitCode = await doctorCommand('worker', process.argv.slice(2));

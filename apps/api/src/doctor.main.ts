import './require-node.ts';
import { doctorCommand } from '#doctor';

/**
 * `npm run doctor -- api [--json]`; in the image: `/nodejs/bin/node /app/bundle/apps/api/src/doctor.main.js [--json]`. Says what is wrong with the
 * environment of the api. What it prints and how it ends: docs/troubleshooting.md.
 */
process.exitCode = await doctorCommand('api', process.argv.slice(2));

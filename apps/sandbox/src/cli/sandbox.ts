import './require-node.ts';
import { runAlone } from './run-alone.ts';

process.exitCode = await runAlone(process.argv.slice(2));

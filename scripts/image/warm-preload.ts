import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';

// See warm.ts: the heap has its seeds by now, and V8 makes its hash of the flags again.
setFlagsFromString('--hash-seed=0');
setFlagsFromString('--random-seed=0');
const { message } = enableCompileCache(process.env['WARM_CACHE_DIRECTORY']);
if (message !== undefined) throw new Error(message);

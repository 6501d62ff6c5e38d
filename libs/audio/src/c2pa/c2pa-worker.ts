/**
 * Entry of the child process that signs files and reads manifests, one job at a time. Every file below it must stay erasable TypeScript with `.ts`
 * imports: under test, Node runs it from source.
 */
import { readMark } from '../verify/file-mark.ts';
import { loadC2pa } from './c2pa-library.ts';
import type { C2paJob, ChildMessage, ParentMessage } from './messages.ts';
import { readManifest } from './read-manifest.ts';
import { signFile } from './sign-file.ts';

// Ctrl-C and SIGTERM reach the whole process group: the parent decides when a child stops.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ParentMessage) => {
  if (message.type === 'signature') resume?.(new Uint8Array(Buffer.from(message.message, 'base64')));
  else void answerTo(message).then(send);
});

let resume: ((message: Uint8Array<ArrayBuffer>) => void) | undefined;

async function answerTo(job: C2paJob): Promise<ChildMessage> {
  try {
    if (job.type === 'read') return { type: 'read', report: await readManifest(job) };
    if (job.type === 'mark') return { type: 'marked', mark: readMark(job.inputPath) };
    return { type: 'signed', manifestId: await signFile(job, askForSignature) };
  } catch (error) {
    return { type: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

function askForSignature(claim: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve) => {
    resume = resolve;
    send({ type: 'claim', claim: Buffer.from(claim).toString('base64') });
  });
}

function send(message: ChildMessage): void {
  process.send?.(message);
}

loadC2pa();
send({ type: 'ready' });

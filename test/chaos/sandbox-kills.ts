import { setTimeout as delay } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import { trustCertificateAuthority } from '../../apps/sandbox/src/tls/trust.ts';
import { SandboxProcess } from '../support/sandbox-process.ts';
import { Control } from './control.ts';
import { type Known, Load, missing, type WriteKind } from './kept-load.ts';

export interface KillReport {
  /** Since the load began. */
  readonly afterMs: number;
  /** How old the youngest acknowledged write of each kind was when the process was killed. */
  readonly ages: Readonly<Record<WriteKind, number>>;
  readonly restartMs: number;
  /** So far, of all kinds. */
  readonly acknowledged: number;
  /** What was acknowledged and is not as it was. */
  readonly lost: readonly string[];
}

export interface SandboxKillsOptions {
  readonly kills: number;
  /** The moment of the kill lies between these, ms since the load began; it waits for a write of each kind. */
  readonly between: readonly [number, number];
  readonly onKill?: (report: KillReport) => void;
}

/**
 * Writes blobs, documents and messages into a sandbox that keeps its data, kills it in the middle of that, starts it again and looks for
 * everything that was acknowledged since its last start; after the last kill, since its first one.
 */
export async function runSandboxKills({ kills, between, onKill }: SandboxKillsOptions): Promise<KillReport[]> {
  const sandbox = await SandboxProcess.start({ SANDBOX_KEEP_DATA: 'true' });
  try {
    trustCertificateAuthority(await readFile(sandbox.ready.environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
    const { endpoints } = sandbox.ready;
    const known: Known = { written: [], completed: new Set(), inDoubt: new Set() };
    const { written } = known;
    const reports: KillReport[] = [];
    for (let round = 1; round <= kills; round += 1) {
      const load = new Load(sandbox.ready, `round-${round}`, known);
      const beganAt = performance.now();
      const first = written.length;
      load.begin();
      const [from, to] = between;
      await delay(from + Math.random() * (to - from));
      await load.underWay();
      const killedAt = performance.now();
      await sandbox.kill();
      await load.end();
      const restartedAt = performance.now();
      await sandbox.startAgain();
      const restartMs = Math.round(performance.now() - restartedAt);
      const since = round === kills ? 0 : first;
      const lost = await missing(sandbox.ready, known, written.slice(since));
      if (JSON.stringify(sandbox.ready.endpoints) !== JSON.stringify(endpoints)) lost.push('the addresses');
      const ageOf = (kind: WriteKind): number =>
        Math.round(killedAt - (written.findLast((each) => each.kind === kind && each.at <= killedAt)?.at ?? 0));
      const report: KillReport = {
        afterMs: Math.round(killedAt - beganAt),
        ages: { blob: ageOf('blob'), document: ageOf('document'), message: ageOf('message') },
        restartMs,
        acknowledged: written.length,
        lost,
      };
      reports.push(report);
      onKill?.(report);
    }
    return reports;
  } finally {
    await sandbox.stop();
  }
}

export interface SnapshotReport {
  readonly snapshotMs: number;
  readonly restoreMs: number;
  /** Writes that were acknowledged before the snapshot was asked for. */
  readonly before: number;
  /** Those of them that are not there after it was restored. */
  readonly lost: readonly string[];
  /** Writes that were asked for after the snapshot was answered. */
  readonly after: number;
  /** How many of them are there all the same. */
  readonly left: number;
}

/** Takes a snapshot while blobs, documents and messages are written, writes on, and restores it. */
export async function runSnapshotUnderLoad(loadMs: number): Promise<SnapshotReport> {
  const sandbox = await SandboxProcess.start({ SANDBOX_KEEP_DATA: 'true' });
  try {
    const { ready } = sandbox;
    trustCertificateAuthority(await readFile(ready.environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
    const control = new Control(ready.endpoints['control'] ?? '');
    const known: Known = { written: [], completed: new Set(), inDoubt: new Set() };
    const load = new Load(ready, 'load', known);
    load.begin();
    await load.underWay();
    await delay(loadMs);
    const before = [...known.written];
    const completed = new Set(known.completed);
    const askedAt = performance.now();
    await control.takeSnapshot('under-load');
    const snapshotMs = Math.round(performance.now() - askedAt);
    const answeredAt = performance.now();
    await delay(loadMs);
    await load.end();
    const restoredAt = performance.now();
    await control.restore('under-load');
    const restoreMs = Math.round(performance.now() - restoredAt);
    // Whether what was completed meanwhile had been completed when the snapshot was taken, nobody knows.
    const inDoubt = new Set([...known.inDoubt, ...known.completed].filter((id) => !completed.has(id)));
    const lost = await missing(ready, { written: before, completed, inDoubt }, before);
    const after = known.written.filter((each) => each.askedAt > answeredAt);
    const gone = await missing(ready, { written: after, completed: new Set(), inDoubt: new Set() }, after);
    return {
      snapshotMs,
      restoreMs,
      before: before.length,
      lost,
      after: after.length,
      left: after.length - gone.length,
    };
  } finally {
    await sandbox.stop();
  }
}

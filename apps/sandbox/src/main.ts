import './cli/require-node.ts';
import { pino } from 'pino';
import type { ObservedCall } from './faults/fault-plan.ts';
import { problemsOfVariables, sandboxVariables } from './sandbox-variables.ts';
import { type Sandbox, type SandboxEndpoints, startSandbox } from './sandbox.ts';

/** Sent to the parent process, if there is an IPC channel to it, when every service answers. */
export interface SandboxReady {
  readonly type: 'ready';
  readonly endpoints: SandboxEndpoints;
  readonly environment: Readonly<Record<string, string>>;
  readonly deployables: Sandbox['deployables'];
  readonly producers: Sandbox['producers'];
}

/** A service that does not end in this time is left to the end of the process. */
const CLOSE_TIMEOUT_MS = 2500;

/** Sent to the parent process when a fault rule with `tell` applied to a call. */
export interface FaultTold {
  readonly type: 'fault';
  readonly ruleId: string;
  readonly call: ObservedCall;
}

const logger = pino({ name: 'sandbox', level: 'info' });
let starting: Promise<Sandbox> | undefined;
let ending = false;

async function main(): Promise<void> {
  const parsed = sandboxVariables.safeParse(process.env);
  if (!parsed.success) {
    const problems = problemsOfVariables(parsed.error);
    logger.fatal({ problems }, `The variables of the sandbox are not valid:\n${problems.join('\n')}`);
    process.exit(2);
  }
  process.on('SIGTERM', () => void end('SIGTERM')).on('SIGINT', () => void end('SIGINT'));
  process.on('disconnect', () => void end('the parent process is gone'));
  const env = parsed.data;
  const startedAt = performance.now();
  starting = startSandbox({
    host: env.SANDBOX_HOST,
    ports: {
      control: env.SANDBOX_CONTROL_PORT,
      entra: env.SANDBOX_ENTRA_PORT,
      identity: env.SANDBOX_IDENTITY_PORT,
      blob: env.SANDBOX_BLOB_PORT,
      cosmos: env.SANDBOX_COSMOS_PORT,
      serviceBus: env.SANDBOX_SERVICE_BUS_PORT,
      speech: env.SANDBOX_SPEECH_PORT,
    },
    log: (message, fields) => logger.info(fields ?? {}, message),
    onFaultTold: ({ id }, call) => process.send?.({ type: 'fault', ruleId: id, call } satisfies FaultTold),
    keepData: env.SANDBOX_KEEP_DATA,
    blobPersistence: env.SANDBOX_BLOBS_IN_MEMORY ? 'memory' : 'disk',
    privateStorage: env.SANDBOX_PRIVATE_STORAGE,
    corsOrigins: env.SANDBOX_CORS_ORIGINS,
    producers: env.SANDBOX_PRODUCERS,
    ...(env.SANDBOX_IDENTITY_HEADER === undefined ? {} : { identityHeader: env.SANDBOX_IDENTITY_HEADER }),
    ...(env.SANDBOX_DATA_DIR === undefined ? {} : { dataDirectory: env.SANDBOX_DATA_DIR }),
    ...(env.SANDBOX_WITHOUT_RIGHTS === undefined ? {} : { withoutRights: env.SANDBOX_WITHOUT_RIGHTS }),
    ...(env.SANDBOX_SERVICE_BUS_CONFIG === undefined ? {} : { serviceBusConfigFile: env.SANDBOX_SERVICE_BUS_CONFIG }),
    ...(env.SANDBOX_SPEECH_JOB_MS === undefined ? {} : { speechJobDurationMs: env.SANDBOX_SPEECH_JOB_MS }),
  });
  const { endpoints, environment, deployables, producers } = await starting;
  if (ending) return;
  logger.info({ endpoints, readyAfterMs: Math.round(performance.now() - startedAt) }, 'sandbox is ready');
  const ready: SandboxReady = { type: 'ready', endpoints, environment, deployables, producers };
  process.send?.(ready);
}

/** Closes everything, also what is still starting, and ends the process. Only the first reason counts. */
async function end(reason: string): Promise<void> {
  if (ending) return;
  ending = true;
  logger.info({ reason }, 'sandbox is closing');
  setTimeout(() => {
    logger.error('some service did not close in time');
    process.exit(1);
  }, CLOSE_TIMEOUT_MS).unref();
  try {
    await (await starting)?.close();
    logger.info('sandbox is closed');
  } catch (error) {
    logger.error({ err: error }, 'the sandbox did not close cleanly');
    process.exitCode = 1;
  }
  // Not left to the event loop: a client that still waits for a broken connection would hold the process for a minute.
  process.exit();
}

try {
  await main();
} catch (error) {
  if (!ending) {
    const { code, port: busy } = error as { code?: string; port?: number };
    if (code === 'EADDRINUSE') {
      logger.fatal(
        { port: busy },
        `Port ${busy} is in use by another program. Stop that program, or set another SANDBOX_*_PORT.`,
      );
    } else {
      logger.fatal(
        { err: error },
        `The sandbox could not start: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    process.exit(1);
  }
}

import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { TokenCredential } from '@azure/core-auth';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AzureCredentialModule, ReceiptSigner } from '#auth';
import { AZURE_CREDENTIAL, type Config, ConfigModule, configOfThisProcess } from '#config';
import { DocumentsModule } from '#documents';
import { errorCodeOf } from '#domain';
import { MessagingModule } from '#messaging';
import {
  createLogger,
  type JobResult,
  type Logger,
  NestLogger,
  ObservabilityModule,
  runJob,
  Telemetry,
} from '#observability';
import { ErasureRegister, receiptOf, StorageModule } from '#storage';
import { ErasureModule } from './erasure/erasure.module.ts';
import { PlatformModule } from './platform/platform.module.ts';
import { AzureVoicesModule } from './platform/resources.module.ts';
import { type ReplayedReceipt, ReplayRegister, type ReplayReport } from './erasure/replay-register.usecase.ts';

/**
 * `npm run erasures:replay [-- --receipt FILE …] [--public-key BASE64URL …] [--unsigned]`, and the job `erasures-replay` of a deployment: erases
 * again what a restored backup has brought back. Reads the erasure register, or receipts given as files, as the API answers them. A receipt counts
 * that is signed by one of RECEIPT_SIGNING_KEYS or of the public keys given here; `--unsigned` takes all, for a deployment that signs none.
 *
 * Ends with 0 when all that was registered is gone, 1 when something could not be erased or is not to be trusted, 2 when the register could not be
 * read. May be interrupted and run again.
 */
@Module({})
class ReplayModule {
  static forRoot(config: Config, logger: Logger): DynamicModule {
    return {
      module: ReplayModule,
      imports: [
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot({ logger }),
        AzureCredentialModule,
        StorageModule,
        DocumentsModule,
        MessagingModule,
        PlatformModule,
        AzureVoicesModule,
        ErasureModule,
      ],
    };
  }
}

const { values } = parseArgs({
  options: {
    receipt: { type: 'string', multiple: true, default: [] },
    'public-key': { type: 'string', multiple: true, default: [] },
    unsigned: { type: 'boolean', default: false },
  },
});
const startedAt = performance.now();
const config = configOfThisProcess();
const ownKeys = new ReceiptSigner(config.receipts.signingKeys).publicKeys.map(({ publicKey }) => publicKey);
const publicKeys = values.unsigned ? [] : [...ownKeys, ...values['public-key']];
if (publicKeys.length === 0 && !values.unsigned) {
  fail('There is no key: set RECEIPT_SIGNING_KEYS, pass --public-key, or pass --unsigned if receipts are not signed.');
}
const logger = createLogger({ level: 'error', service: 'erasures-replay' });
const app = await NestFactory.createApplicationContext(ReplayModule.forRoot(config, logger), {
  logger: new NestLogger(logger),
  abortOnError: false,
});
const stopped = new AbortController();
const total: ReplayReport = { gone: 0, erased: 0, failed: 0 };
const credential: TokenCredential = app.get(AZURE_CREDENTIAL);
const service = 'erasures-replay';
const exitCode = await runJob(
  { telemetry: app.get(Telemetry), config, credential, service, logger, interrupt: () => stopped.abort() },
  replayAll,
);
const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
const count = total.gone + total.erased + total.failed;
print(
  `${count} erasures: ${total.erased} erased again, ${total.gone} were still gone, ${total.failed} failed, in ${seconds} s`,
);
// A destination of telemetry that does not answer would keep the process alive with what could not be sent.
process.exit(exitCode);

async function replayAll(): Promise<JobResult> {
  try {
    const replay = app.get(ReplayRegister);
    for await (const page of values.receipt.length > 0 ? filesOf(values.receipt) : app.get(ErasureRegister).pages()) {
      const done = await replay.execute(page, { publicKeys, signal: stopped.signal, tell: print });
      for (const what of ['gone', 'erased', 'failed'] as const) total[what] += done[what];
    }
    return { exitCode: total.failed > 0 ? 1 : 0 };
  } catch (error) {
    process.stderr.write(`The replay stopped: ${errorCodeOf(error)}. Run it again to continue.\n`);
    return { exitCode: 2, error };
  } finally {
    await app.close();
  }
}

async function* filesOf(files: readonly string[]): AsyncGenerator<readonly ReplayedReceipt[]> {
  yield await Promise.all(
    files.map(async (name) => ({ name, receipt: receiptOf(await readFile(name, 'utf8').catch(() => '')) })),
  );
}

function fail(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

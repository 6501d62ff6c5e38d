import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AzureCredentialModule, ReceiptSigner } from '#auth';
import { type Config, ConfigModule, configOfThisProcess } from '#config';
import { errorCodeOf } from '#domain';
import { createLogger, type Logger, NestLogger, ObservabilityModule } from '#observability';
import { AuditAnchors, type AuditHead, AuditLog, StorageModule } from '#storage';
import { type AuditFindings, VerifyAudit } from './audit/verify-audit.ts';

/**
 * `npm run audit:verify [-- --tenant ID] [--head SEQUENCE:HASH] [--public-key BASE64URL …]`: reads the audit log, holds it against its signed anchors, and
 * names what is not as it was written. Ends with 0 when all checks pass, 1 when something is broken, 2 when it could not be read. Anchors count that are signed
 * by one of `RECEIPT_SIGNING_KEYS` or of the public keys given here.
 */
@Module({})
class AuditVerifyModule {
  static forRoot(config: Config, logger: Logger): DynamicModule {
    const imports = [
      ConfigModule.forRoot(config),
      ObservabilityModule.forRoot({ logger }),
      AzureCredentialModule,
      StorageModule,
    ];
    return { module: AuditVerifyModule, imports };
  }
}

const { values } = parseArgs({
  options: {
    tenant: { type: 'string' },
    head: { type: 'string' },
    'public-key': { type: 'string', multiple: true, default: [] },
  },
});
const head = values.head === undefined ? undefined : headOf(values.head);
if (head && values.tenant === undefined) fail('--head needs --tenant: each tenant has its own chain.');
const config = configOfThisProcess();
const ownKeys = new ReceiptSigner(config.receipts.signingKeys).publicKeys.map(({ publicKey }) => publicKey);
const publicKeys = [...ownKeys, ...values['public-key']];
if (publicKeys.length === 0) fail('There is no key: set RECEIPT_SIGNING_KEYS or pass --public-key.');
const logger = createLogger({ level: 'silent', service: 'audit-verify' });
const app = await NestFactory.createApplicationContext(AuditVerifyModule.forRoot(config, logger), {
  logger: new NestLogger(logger),
  // Nest would end the process with a line of the log, which is silent here.
  abortOnError: false,
});
const verify = new VerifyAudit(app.get(AuditLog), app.get(AuditAnchors), publicKeys);
try {
  const tenants = values.tenant === undefined ? await verify.tenants() : [values.tenant];
  if (tenants.length === 0) print('The audit log is empty.');
  for (const tenant of tenants) report(await verify.execute(tenant, head));
} catch (error) {
  process.stderr.write(`The audit log could not be read: ${errorCodeOf(error)}\n`);
  process.exitCode = 2;
}
await app.close();

function report({ tenantId, entries, head: last, anchored, problems }: AuditFindings): void {
  for (const problem of problems) print(`${tenantId}: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  const until = anchored ? `anchored up to entry ${anchored.sequence} at ${anchored.anchoredAt}` : 'not anchored yet';
  const extent = problems.some((problem) => problem.startsWith('BROKEN at'))
    ? `${entries} entries before it are intact`
    : `${entries} entries are intact, head ${last.sequence}:${last.hash}`;
  print(`${tenantId}: ${extent}; ${until}`);
}

function headOf(text: string): AuditHead {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) fail('--head must be SEQUENCE:HASH, as printed by an earlier run.');
  return { sequence: Number(sequence), hash };
}

function fail(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

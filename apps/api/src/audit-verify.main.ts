import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AzureCredentialModule } from '#auth';
import { type Config, ConfigModule, configOfThisProcess } from '#config';
import { errorCodeOf } from '#domain';
import { createLogger, NestLogger } from '#observability';
import { type AuditHead, AuditLog, type AuditVerdict, StorageModule } from '#storage';

/**
 * `npm run audit:verify [-- --tenant ID] [--head SEQUENCE:HASH]`: reads the audit log and names the first entry of each tenant that is not
 * as it was written. Ends with 0 when all is well, 1 when something is broken, 2 when it could not be read. The head that it prints, kept
 * elsewhere and given back later, also shows whether entries were cut off at the end.
 */
@Module({})
class AuditVerifyModule {
  static forRoot(config: Config): DynamicModule {
    const imports = [ConfigModule.forRoot(config), AzureCredentialModule.forRoot(), StorageModule.forRoot()];
    return { module: AuditVerifyModule, imports };
  }
}

const { values } = parseArgs({ options: { tenant: { type: 'string' }, head: { type: 'string' } } });
const head = values.head === undefined ? undefined : headOf(values.head);
if (head && values.tenant === undefined) fail('--head needs --tenant: each tenant has a chain of its own.');
const config = configOfThisProcess();
const logger = new NestLogger(createLogger({ level: 'silent', service: 'audit-verify' }));
const app = await NestFactory.createApplicationContext(AuditVerifyModule.forRoot(config), { logger });
const log = app.get(AuditLog);
try {
  const tenants = values.tenant === undefined ? await log.tenants() : [values.tenant];
  if (tenants.length === 0) print('The audit log is empty.');
  for (const tenant of tenants) report(await log.verify(tenant, head));
} catch (error) {
  process.stderr.write(`The audit log could not be read: ${errorCodeOf(error)}\n`);
  process.exitCode = 2;
}
await app.close();

function report({ tenantId, entries, head: last, broken }: AuditVerdict): void {
  if (broken) {
    process.exitCode = 1;
    print(
      `${tenantId}: BROKEN at entry ${broken.sequence}: ${broken.problem}; ${entries} entries before it are intact`,
    );
  } else print(`${tenantId}: ${entries} entries are intact, head ${last.sequence}:${last.hash}`);
}

function headOf(text: string): AuditHead {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) fail('--head is SEQUENCE:HASH, as an earlier run printed it.');
  return { sequence: Number(sequence), hash };
}

function fail(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

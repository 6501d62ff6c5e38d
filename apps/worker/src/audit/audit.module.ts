import { Module } from '@nestjs/common';
import { AnchorAuditHandler } from './anchor-audit.handler.ts';
import { AnchorAudit } from './anchor-audit.usecase.ts';
import { AppendAuditHandler } from './append-audit.handler.ts';

/** The audit log: appended to, and anchored. */
@Module({
  providers: [AnchorAudit, AnchorAuditHandler, AppendAuditHandler],
})
export class AuditModule {}

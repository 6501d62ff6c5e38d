import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { AuditTrail } from '#intake';
import { LogLevels } from '#observability';
import { checkOperator } from '../platform/operators.ts';
import { durationMsOf, type LogLevelBody, type LogLevelView } from './log-level.schema.ts';

const ROUTE = 'PUT /v1/system/log-level';

/** Shows and changes the level of the log of the replica that answers. Both throw `forbidden` for other tenants than the operator's. */
@Injectable()
export class ChangeLogLevel {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly levels: LogLevels,
    private readonly audit: AuditTrail,
  ) {}

  show(principal: Principal): LogLevelView {
    checkOperator(principal, this.config, 'the log level');
    return this.view();
  }

  /** Recorded before it is done: an operator must not act unseen. @throws ServiceError `dependency-unavailable` */
  async change(principal: Principal, body: LogLevelBody): Promise<LogLevelView> {
    checkOperator(principal, this.config, 'the log level');
    const durationMs = durationMsOf(body);
    await this.audit.recordFirst(principal, {
      action: 'log-level.change',
      subject: { kind: 'route', id: ROUTE },
      eventId: `log-level.change:${randomUUID()}`,
      details: { instance: hostname(), level: body.level, durationMs },
    });
    this.levels.set(body.level, durationMs, 'http');
    return this.view();
  }

  private view(): LogLevelView {
    const { level, configuredLevel, until } = this.levels.state;
    return {
      instance: hostname(),
      level,
      configuredLevel,
      ...(until !== undefined && { until: new Date(until).toISOString() }),
    };
  }
}

export { currentContext, extendContext, type LogContext, runInContext } from './context.ts';
export { type AccessTrouble, saidBy, saysNetwork, troubleOf, type TroubleKind } from './diagnosis/access-trouble.ts';
export { closeOnSignals, type CloseOnSignalsOptions } from './health/close-on-signals.ts';
export { EventLoopWatch } from './health/event-loop-watch.ts';
export { HealthModule, type HealthOptions } from './health/health.module.ts';
export { HEALTH_DEADLINE_MS, type Health, HealthService } from './health/health.service.ts';
export { PUBLIC_ROUTE } from './health/public-route.ts';
export { READINESS_INDICATORS, type LivenessIndicator, type ReadinessIndicator } from './health/readiness.ts';
export { ShutdownState } from './health/shutdown-state.ts';
export { createLogger, LOGGER, type Logger, type LoggerOptions, type LogLevel } from './logging/logger.ts';
export { type GaugeAttributes, Gauges, type GaugeValue } from './metrics/gauges.ts';
export { NestLogger } from './logging/nest-logger.ts';
export { redactText } from './logging/redact-text.ts';
export { ObservabilityModule, type ObservabilityOptions } from './observability.module.ts';
export {
  childSpan,
  continueTrace,
  formatTraceparent,
  newTrace,
  parseTraceparent,
  type TraceContext,
  traceFields,
} from './trace-context.ts';

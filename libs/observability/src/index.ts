export { currentContext, currentTrace, extendContext, type LogContext, runInContext, traceFields } from './context.ts';
export * from './diagnosis/access-trouble.ts';
export * from './health/activity.ts';
export * from './health/close-on-signals.ts';
export { HEALTH_CACHE_MS, HEALTH_DEADLINE_MS } from './health/dependency-checks.ts';
export * from './health/health.module.ts';
export { type HealthReport, HealthService, type Release } from './health/health.service.ts';
export { listenOrEnd } from './health/listen-or-end.ts';
export * from './health/public-route.ts';
export { OpenHealthController } from './health/probes.controller.ts';
export { type HealthDetail, type LivenessIndicator, type ReadinessIndicator } from './health/readiness.ts';
export * from './health/say-when-ready.ts';
export * from './health/shutdown-state.ts';
export * from './logging/log-levels.ts';
export * from './logging/logger.ts';
export * from './metrics/attributes.ts';
export * from './metrics/event-table.ts';
export * from './metrics/metric-table.ts';
export {
  type MetricSink,
  observations,
  observeMetric,
  type RecordedAttributes,
  recordEvent,
  recordMetric,
  useMetricSink,
} from './metrics/metrics.ts';
export { objectiveMet, OBJECTIVES } from './metrics/objectives.ts';
export * from './logging/nest-logger.ts';
export { redactText } from './logging/redact-text.ts';
export * from './observability.module.ts';
export {
  carriedBy,
  inSpan,
  isTraced,
  parentOf,
  runWithin,
  type Span,
  type SpanOptions,
  startSpan,
} from './telemetry/spans.ts';
export { type JobResult, runJob } from './telemetry/run-job.ts';
export { Telemetry } from './telemetry/telemetry.ts';
export * from './trace-context.ts';

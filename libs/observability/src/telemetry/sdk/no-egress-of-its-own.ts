import { switchForLibraries } from '#config';

/**
 * The exporter of Application Insights reports on itself to Microsoft: Statsbeat and SDK statistics, each with a switch that is read when its module
 * is loaded. Import this before it.
 */
switchForLibraries([
  'APPLICATION_INSIGHTS_NO_STATSBEAT',
  'APPLICATIONINSIGHTS_STATSBEAT_DISABLED',
  'APPLICATIONINSIGHTS_SDKSTATS_DISABLED',
  'APPLICATION_INSIGHTS_NO_STANDARD_METRICS',
  'APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED',
]);

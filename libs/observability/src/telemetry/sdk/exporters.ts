import type { TokenCredential } from '@azure/core-auth';
import type { Exporters } from './exporter-set.ts';
import type { OtlpOptions } from './otlp.ts';

export interface Destinations {
  readonly applicationInsights?: string | undefined;
  readonly otlp?: OtlpOptions | undefined;
}

/** Loads the exporters that are configured, and no others. */
export async function exportersOf(to: Destinations, credential: TokenCredential): Promise<readonly Exporters[]> {
  const exporters: Exporters[] = [];
  if (to.applicationInsights !== undefined) {
    const { applicationInsights } = await import('./application-insights.ts');
    exporters.push(applicationInsights({ connectionString: to.applicationInsights, credential }));
  }
  if (to.otlp) {
    const { otlp } = await import('./otlp.ts');
    exporters.push(otlp(to.otlp));
  }
  return exporters;
}

import type { TokenCredential } from '@azure/core-auth';
import type { Exporters } from './exporter-set.ts';

export interface Destinations {
  readonly applicationInsights?: string | undefined;
  readonly otlp?: { readonly endpoint: string; readonly headers: Readonly<Record<string, string>> } | undefined;
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

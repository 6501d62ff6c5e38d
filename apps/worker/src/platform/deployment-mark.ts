import { createHash } from 'node:crypto';
import type { Config } from '#config';

/**
 * Stands in the description of all that this deployment creates at Azure. Two deployments may share a Speech resource, and their ids look
 * alike: what they create belongs to the documents that it was created for, so the mark is that of the database.
 */
export function deploymentMark({ endpoint, database }: Pick<Config['cosmos'], 'endpoint' | 'database'>): string {
  const digest = createHash('sha256')
    .update(`${endpoint.replace(/\/+$/, '')}/${database}`)
    .digest('hex');
  return `Voice cloning backend, deployment ${digest.slice(0, 16)}`;
}

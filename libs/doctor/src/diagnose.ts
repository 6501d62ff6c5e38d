import type { TokenCredential } from '@azure/core-auth';
import type { Config } from '#config';
import { QUEUE_NAMES, requestQueueOf } from '#messaging';
import { type Endpoint, endpointsOf } from './endpoints.ts';
import { type Deployable, EXPECTED_RIGHTS, rightsOnProducerQueues } from './expected-rights.ts';
import { type Area, AREAS, type Finding } from './finding.ts';
import { entraFindings, redisCredentials, tokenFor } from './identity.ts';
import { isPrivateAddress, type Lookup, reach, systemLookup } from './reach.ts';
import { redisLogin } from './redis-login.ts';
import { Trials } from './trials.ts';

export interface DiagnoseOptions {
  readonly deployable: Deployable;
  readonly config: Config;
  readonly credential: TokenCredential;
  /** Default: the resolver of this machine. */
  readonly lookup?: Lookup;
}

const TIMEOUT_MS = 60_000;

/**
 * Looks at everything that a deployable needs of its surroundings, and changes nothing of it: names and connections, tokens, a read with each right,
 * and the properties of queues and containers. What rests on something that failed is left out, so that a fault shows itself once.
 * @returns findings in the order of `AREAS`
 */
export async function diagnose(options: DiagnoseOptions): Promise<readonly Finding[]> {
  const { config, credential, lookup = systemLookup } = options;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const trials = new Trials(config, credential);
  try {
    const endpoints = endpointsOf(config);
    const areas = AREAS.filter((area) => endpoints.some((endpoint) => endpoint.area === area));
    const found = await Promise.all(
      areas.map((area) =>
        findingsIn(
          area,
          endpoints.filter((endpoint) => endpoint.area === area),
          { ...options, lookup },
          trials,
          signal,
        ),
      ),
    );
    return [...settings(options), ...found.flat(), ...uploadsByUrl(config, await addressesOf(endpoints, lookup))];
  } finally {
    await trials.close();
  }
}

async function findingsIn(
  area: Area,
  endpoints: readonly Endpoint[],
  { config, credential, deployable, lookup }: DiagnoseOptions & { readonly lookup: Lookup },
  trials: Trials,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const reached = await Promise.all(endpoints.map((endpoint) => reach(endpoint, lookup)));
  const findings = reached.flat();
  const isUnreachable = (variable: string) =>
    findings.some((finding) => finding.variable === variable && finding.status === 'failed');
  const [first] = endpoints;
  if (first === undefined || isUnreachable(first.variable))
    return [...findings, skipped(area, 'its address does not answer')];
  if (area === 'entra') return [...findings, ...(await entraFindings(config, credential))];
  if (first.scope !== undefined) {
    const token = await tokenFor(first, credential);
    findings.push(token);
    if (token.status === 'failed') return [...findings, skipped(area, 'there is no token for it')];
  }
  const { redisUrl } = config.rateLimits;
  if (area === 'redis' && redisUrl !== undefined) {
    return [...findings, await redisLogin(first, await redisCredentials(first, redisUrl, credential))];
  }
  const expected = [...EXPECTED_RIGHTS[deployable], ...rightsOnProducerQueues(deployable, config)].filter(
    (right) => Trials.areaOf(right) === area && (right.isNeeded?.(config) ?? true),
  );
  const [account, ...others] = expected;
  // Each read of Cosmos DB begins with one of the account, so that without this right nothing is known of the others.
  if (area === 'cosmos' && account !== undefined) {
    const metadata = await trials.right(account, deployable, signal);
    findings.push(metadata);
    if (metadata.status === 'failed')
      return [...findings, skipped(area, 'the account is not shown, and with it no item')];
    findings.push(...(await Promise.all(others.map((right) => trials.right(right, deployable, signal)))));
    // What is missing has been said.
    if (findings.some(({ trouble }) => trouble === 'absent')) return findings;
    return [...findings, ...(await trials.properties('cosmos', signal))];
  }
  findings.push(...(await Promise.all(expected.map((right) => trials.right(right, deployable, signal)))));
  if (area === 'service-bus') findings.push(...(await trials.properties('service-bus', signal)));
  const [, websocket] = endpoints;
  if (area === 'speech' && websocket !== undefined) {
    const role = expected[0]?.role ?? '';
    findings.push(
      isUnreachable(websocket.variable)
        ? skipped(area, 'the address for synthesis does not answer')
        : await trials.synthesis(role, deployable),
    );
  }
  return findings;
}

function skipped(area: Area, why: string): Finding {
  return { area, subject: 'everything else', status: 'skipped', detail: why };
}

/** What the configuration says of itself. */
function settings({ config, deployable }: DiagnoseOptions): readonly Finding[] {
  const { workerQueues, webhooks, receipts, provenance, http } = config;
  const known = new Set<string>([...QUEUE_NAMES, ...config.producers.map(requestQueueOf)]);
  const unknown = (workerQueues ?? []).filter((queue) => !known.has(queue));
  const findings: Finding[] = unknown.map((queue) => ({
    ...ofVariable('configuration', 'WORKER_QUEUES'),
    status: 'failed',
    detail: `the queue ${queue} does not exist; the worker would not start. docs/queues.md lists the names.`,
  }));
  const warn = (variable: string, detail: string) =>
    findings.push({ ...ofVariable('configuration', variable), status: 'warning', detail });
  const { speech } = config;
  if (speech.audioTransfer === 'upload') {
    const detail = 'is upload: professional voices are not offered, because Azure reads their recordings by URL only.';
    findings.push({ ...ofVariable('configuration', 'SPEECH_AUDIO_TRANSFER'), status: 'ok', detail });
  }
  if (webhooks.secretKeys.length === 0) {
    warn('WEBHOOK_SECRET_KEYS', 'is not set: webhook endpoints cannot be registered or called.');
  }
  if (deployable === 'worker' && receipts.signingKeys.length === 0) {
    warn('RECEIPT_SIGNING_KEYS', 'is not set: receipts of erasures and anchors of the audit log are not signed.');
  }
  if (provenance.signingKeys.length === 0)
    warn('PROVENANCE_SIGNING_KEYS', 'is not set: records of speech are not signed.');
  if (deployable === 'api' && http.trustedProxyHops === 0 && http.publicUrl !== undefined) {
    const detail = 'is 0, so behind an ingress all callers count as one address. Set it to 1 in Container Apps.';
    warn('TRUSTED_PROXY_HOPS', detail);
  }
  return [
    { area: 'configuration', subject: 'variables', status: 'ok', detail: 'all set variables are valid' },
    ...findings,
  ];
}

function ofVariable(area: Area, variable: string): Pick<Finding, 'area' | 'subject' | 'variable'> {
  return { area, subject: variable, variable };
}

async function addressesOf(endpoints: readonly Endpoint[], lookup: Lookup): Promise<readonly string[]> {
  const blob = endpoints.find(({ area }) => area === 'blob-storage');
  // That it does not resolve has been said.
  return blob === undefined ? [] : await lookup(blob.host).catch(() => []);
}

/** URLs of a storage account that has a private address are of no use to those who get them. */
function uploadsByUrl({ uploads, speech }: Config, addresses: readonly string[]): readonly Finding[] {
  if (addresses.length === 0 || !addresses.every(isPrivateAddress)) return [];
  const warning = (variable: string, detail: string): Finding => ({
    ...ofVariable('blob-storage', variable),
    status: 'warning',
    detail: `the storage account has a private address${detail}`,
  });
  const forClients = ': clients outside the network cannot use upload URLs. Set it to false.';
  const forAzure = ', which Azure AI Speech cannot reach. Set it to upload.';
  return [
    ...(uploads.direct ? [warning('DIRECT_UPLOADS', forClients)] : []),
    ...(speech.audioTransfer === 'url' ? [warning('SPEECH_AUDIO_TRANSFER', forAzure)] : []),
  ];
}

import { APP, apps, CONTAINER, isApi, isWorker, setVariable, variableOf } from './app-parts.ts';
import { append, at, isSame, listAt, numberAt, put, textAt } from './json.ts';
import { type Policy, policy } from './policy.ts';
import type { Resource, JsonSnapshot } from './snapshot.ts';
import { environmentSchema } from '#config';
import { HEALTH_DEADLINE_MS } from '#observability';

const api = (snapshot: JsonSnapshot) => apps(snapshot).filter(isApi);

const PROBES = [
  { type: 'Startup', path: '/health/startup' },
  { type: 'Liveness', path: '/health/live' },
  { type: 'Readiness', path: '/health/ready' },
];
/** Longest that the API took to be ready, with 0.25 vCPU and without a compile cache, was 7.5 s. */
const MIN_STARTUP_BUDGET_S = 20;
/** A busy event loop must not count as a dead process: docs/adr/0060. */
const MIN_LIVENESS_BUDGET_S = 30;

const probesOf = (app: Resource) => listAt(app, `${CONTAINER}.probes`).map((probe) => ({ app, probe }));
const probesOfType = (type: string) => (snapshot: JsonSnapshot) =>
  apps(snapshot)
    .flatMap(probesOf)
    .filter(({ probe }) => at(probe, 'type') === type);

/** How long a probe may fail before the platform acts, in seconds. */
function budgetPolicy(id: string, reason: string, type: string, minimum: number): Policy {
  return policy({
    id,
    reason,
    subjects: probesOfType(type),
    finding: ({ app, probe }) => {
      const seconds = numberAt(probe, 'periodSeconds') * numberAt(probe, 'failureThreshold');
      return seconds >= minimum ? undefined : `${app.name} has ${seconds} s`;
    },
    mutation: {
      what: `lets the probe ${type} fail once`,
      change: (snapshot) => put(probesOfType(type)(snapshot)[0]?.probe, 'failureThreshold', 1),
    },
  });
}

/** How the container apps run: ingress, image, probes, shutdown. */
export const APP_POLICIES: readonly Policy[] = [
  policy({
    id: 'api/no-plain-http',
    azr: 'AZR-000094 Azure.ContainerApp.Insecure',
    reason: 'Clients must not send tokens and recordings unencrypted, not even to a redirect.',
    subjects: api,
    finding: (app) =>
      at(app, 'properties.configuration.ingress.allowInsecure') === false ? undefined : 'the API takes plain HTTP',
    mutation: {
      what: 'lets the API take plain HTTP',
      change: (snapshot) => put(snapshot.first(APP, isApi), 'properties.configuration.ingress.allowInsecure', true),
    },
  }),
  policy({
    id: 'api/no-session-affinity',
    azr: 'AZR-000378 Azure.ContainerApp.DisableAffinity',
    reason: 'Replicas share no state but the database. Affinity would leave new replicas idle.',
    subjects: api,
    finding: (app) =>
      [undefined, 'none'].includes(textAt(app, 'properties.configuration.ingress.stickySessions.affinity') || undefined)
        ? undefined
        : 'the API has session affinity',
    mutation: {
      what: 'gives the API session affinity',
      change: (snapshot) =>
        put(snapshot.first(APP, isApi), 'properties.configuration.ingress.stickySessions', { affinity: 'sticky' }),
    },
  }),
  policy({
    id: 'api/port-of-the-process',
    reason: 'The ingress sends to the port that the process listens on.',
    subjects: api,
    finding: (app) => {
      const port = String(numberAt(app, 'properties.configuration.ingress.targetPort'));
      return port === variableOf(app, 'PORT') ? undefined : `the ingress sends to ${port}`;
    },
    mutation: {
      what: 'sends requests to port 80',
      change: (snapshot) => put(snapshot.first(APP, isApi), 'properties.configuration.ingress.targetPort', 80),
    },
  }),
  policy({
    id: 'api/trusted-proxy',
    reason: 'The ingress is one proxy. With 0, all callers share its address; with more, a caller can forge its own.',
    subjects: api,
    finding: (app) =>
      variableOf(app, 'TRUSTED_PROXY_HOPS') === '1'
        ? undefined
        : `TRUSTED_PROXY_HOPS is ${variableOf(app, 'TRUSTED_PROXY_HOPS')}`,
    mutation: {
      what: 'sets `TRUSTED_PROXY_HOPS` to 3',
      change: (snapshot) => setVariable(snapshot.first(APP, isApi), 'TRUSTED_PROXY_HOPS', '3'),
    },
  }),
  policy({
    id: 'api/no-pages-in-production',
    reason: 'The pages that try the API out are for development.',
    sets: ['main.private', 'main.byo'],
    subjects: api,
    finding: (app) => (variableOf(app, 'SWAGGER_ENABLED') === 'false' ? undefined : 'the pages are served'),
    mutation: {
      what: 'serves the pages in production',
      change: (snapshot) => setVariable(snapshot.first(APP, isApi), 'SWAGGER_ENABLED', 'true'),
    },
  }),
  policy({
    id: 'workers/no-ingress',
    reason: 'Workers receive messages and serve no requests.',
    subjects: (snapshot) => apps(snapshot).filter(isWorker),
    finding: (app) =>
      at(app, 'properties.configuration.ingress') === undefined ? undefined : `${app.name} has an ingress`,
    mutation: {
      what: 'gives a worker an ingress within the environment',
      change: (snapshot) =>
        put(snapshot.first(APP, isWorker), 'properties.configuration.ingress', {
          external: false,
          targetPort: 3001,
          allowInsecure: false,
        }),
    },
  }),
  policy({
    id: 'apps/images-by-digest',
    reason: 'A tag can be moved to another image after the review and the scan.',
    subjects: apps,
    finding: (app) =>
      /@sha256:[0-9a-f]{64}$/.test(textAt(app, `${CONTAINER}.image`))
        ? undefined
        : `${app.name} runs ${textAt(app, `${CONTAINER}.image`)}`,
    mutation: {
      what: 'runs an image by its tag `latest`',
      change: (snapshot) => put(snapshot.first(APP), `${CONTAINER}.image`, 'cr.example.com/voice/api:latest'),
    },
  }),
  policy({
    id: 'apps/one-container',
    reason: 'A sidecar shares the network and the identities of the process.',
    subjects: apps,
    finding: (app) =>
      listAt(app, 'properties.template.containers').length === 1 &&
      listAt(app, 'properties.template.initContainers').length === 0
        ? undefined
        : `${app.name} has further containers`,
    mutation: {
      what: 'adds a sidecar',
      change: (snapshot) =>
        append(snapshot.first(APP), 'properties.template.containers', { name: 'agent', image: 'agent' }),
    },
  }),
  policy({
    id: 'apps/temporary-files',
    reason: 'The images write to `/tmp` alone, which is a volume of its own.',
    subjects: apps,
    finding: (app) => {
      const mount = listAt(app, `${CONTAINER}.volumeMounts`).find((one) => at(one, 'mountPath') === '/tmp');
      const volume = listAt(app, 'properties.template.volumes').find(
        (one) => at(one, 'name') === textAt(mount, 'volumeName'),
      );
      return at(volume, 'storageType') === 'EmptyDir' ? undefined : `${app.name} has no volume at /tmp`;
    },
    mutation: {
      what: 'mounts a file share of Azure at `/tmp`',
      change: (snapshot) => put(snapshot.first(APP), 'properties.template.volumes.0.storageType', 'AzureFile'),
    },
  }),
  policy({
    id: 'apps/probes-of-the-product',
    reason: 'Started, alive and ready are three questions. The default probes only check whether the port is open.',
    subjects: apps,
    finding: (app) => {
      const port = Number(variableOf(app, isApi(app) ? 'PORT' : 'HEALTH_PORT'));
      const probes = listAt(app, `${CONTAINER}.probes`).map((probe) => ({
        type: at(probe, 'type'),
        path: at(probe, 'httpGet.path'),
        port: at(probe, 'httpGet.port'),
      }));
      const wanted = PROBES.map((probe) => ({ ...probe, port }));
      return isSame(probes, wanted) ? undefined : `${app.name} has the probes ${JSON.stringify(probes)}`;
    },
    mutation: {
      what: 'asks for the liveness at `/health/ready`, so that an outage of Azure restarts every replica',
      change: (snapshot) => put(probesOfType('Liveness')(snapshot)[0]?.probe, 'httpGet.path', '/health/ready'),
    },
  }),
  policy({
    id: 'apps/probes-outlast-the-health-deadline',
    reason:
      'The product waits for its dependencies before it answers. A probe with a shorter timeout never learns which one is down.',
    subjects: (snapshot) => apps(snapshot).flatMap(probesOf),
    finding: ({ app, probe }) =>
      numberAt(probe, 'timeoutSeconds') * 1000 > HEALTH_DEADLINE_MS
        ? undefined
        : `${app.name}: ${textAt(probe, 'type')} times out after ${numberAt(probe, 'timeoutSeconds')} s`,
    mutation: {
      what: 'gives a probe a timeout of 1 s, the default',
      change: (snapshot) => put(snapshot.first(APP), `${CONTAINER}.probes.2.timeoutSeconds`, 1),
    },
  }),
  budgetPolicy(
    'apps/time-to-start',
    'A small replica takes 7.5 s to start, and longer when its node is busy.',
    'Startup',
    MIN_STARTUP_BUDGET_S,
  ),
  budgetPolicy(
    'apps/time-to-recover',
    'A process that is busy for some seconds is not dead: a restart would lose what it works on.',
    'Liveness',
    MIN_LIVENESS_BUDGET_S,
  ),
  policy({
    id: 'apps/grace-outlasts-the-shutdown',
    reason: 'A process needs SHUTDOWN_GRACE_MS to finish its work after SIGTERM; the platform must not kill it before.',
    subjects: apps,
    finding: (app) => {
      const text = variableOf(app, 'SHUTDOWN_GRACE_MS') || undefined;
      const neededMs = environmentSchema.shape.SHUTDOWN_GRACE_MS.parse(text);
      const graceMs = numberAt(app, 'properties.template.terminationGracePeriodSeconds') * 1000;
      return graceMs > neededMs ? undefined : `${app.name} is killed after ${graceMs} ms, and needs ${neededMs} ms`;
    },
    mutation: {
      what: 'kills a process 20 s after SIGTERM',
      change: (snapshot) => put(snapshot.first(APP), 'properties.template.terminationGracePeriodSeconds', 20),
    },
  }),
];

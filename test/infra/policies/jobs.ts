import { COMMANDS, type Target } from '../../../scripts/image/targets.ts';
import { CONTAINER, setVariable, variableOf } from './app-parts.ts';
import { SERVICE_VARIABLES, VARIABLES } from './app-secrets.ts';
import { append, at, entriesAt, listAt, numberAt, put, textAt } from './json.ts';
import { differences, type Policy, policy } from './policy.ts';
import { purposeOf } from './rights.ts';
import type { JsonSnapshot, Resource } from './snapshot.ts';

const JOB = 'App/jobs';

/** Each job by its name: whose image and identity it has, and which output of the template names it. */
const JOBS: Readonly<Record<string, { readonly of: Target & ('api' | 'worker'); readonly output: string }>> = {
  migrate: { of: 'api', output: 'MIGRATION_JOB_NAME' },
  smoke: { of: 'api', output: 'SMOKE_JOB_NAME' },
  'erasures-replay': { of: 'worker', output: 'ERASURES_REPLAY_JOB_NAME' },
};
/** The clock of recurring work, where the API may be at zero replicas. */
const SCHEDULED: ReadonlySet<string> = new Set(['ticks']);
/** Longest that the platform lets a job run, 6 h. */
const MAX_RUN_S = 21_600;

const jobs = (snapshot: JsonSnapshot): Resource[] => snapshot.ofType(JOB);
const triggerOf = ({ name }: Resource) => (SCHEDULED.has(name) ? 'scheduleTriggerConfig' : 'manualTriggerConfig');
const appOfJob = ({ name }: Resource) => JOBS[name]?.of ?? 'api';
/** The purpose of the identity that its code signs in as. */
const purposeOfJob = (job: Resource) => (SCHEDULED.has(job.name) ? job.name : appOfJob(job));

/** What is run by hand or by a pipeline, inside the environment. */
export const JOB_POLICIES: readonly Policy[] = [
  policy({
    id: 'jobs/named-by-outputs',
    reason: 'Scripts and the runbook start a job by the name that the template puts out.',
    subjects: (snapshot) => [snapshot],
    finding: (snapshot) =>
      differences(
        Object.entries(JOBS).map(([name, { output }]) => `${output}=${name}`),
        Object.values(JOBS)
          .map(({ output }) => `${output}=${textAt(snapshot.outputs, output)}`)
          .filter((line) => jobs(snapshot).some(({ name }) => line.endsWith(`=${name}`))),
        'job',
      ),
    mutation: {
      what: 'renames the job of the migration',
      change: ({ outputs }) => put(outputs, 'MIGRATION_JOB_NAME', 'migration'),
    },
  }),
  policy({
    id: 'jobs/started-by-hand',
    reason: 'A migration belongs before a release, and a replay behind a restore: never to a schedule.',
    subjects: jobs,
    finding: (job) => {
      const { name } = job;
      const isRight = at(job, 'properties.configuration.triggerType') === (SCHEDULED.has(name) ? 'Schedule' : 'Manual');
      return isRight ? undefined : `${name} starts by ${textAt(job, 'properties.configuration.triggerType')}`;
    },
    mutation: {
      what: 'runs a job every night',
      change: (snapshot) => put(snapshot.first(JOB), 'properties.configuration.triggerType', 'Schedule'),
    },
  }),
  policy({
    id: 'jobs/one-at-a-time',
    reason: 'Two replicas of a job would do the same work twice.',
    subjects: jobs,
    finding: (job) =>
      numberAt(job, `properties.configuration.${triggerOf(job)}.parallelism`) === 1
        ? undefined
        : `${job.name} runs in several replicas`,
    mutation: {
      what: 'runs a job in five replicas',
      change: (snapshot) => put(snapshot.first(JOB), 'properties.configuration.manualTriggerConfig.parallelism', 5),
    },
  }),
  policy({
    id: 'jobs/bounded-time',
    reason: 'A job that hangs is billed until it is ended. What it has done stays done.',
    subjects: jobs,
    finding: (job) => {
      const seconds = numberAt(job, 'properties.configuration.replicaTimeout');
      return seconds > 0 && seconds <= MAX_RUN_S ? undefined : `${job.name} may run for ${seconds} s`;
    },
    mutation: {
      what: 'lets a job run for a week',
      change: (snapshot) => put(snapshot.first(JOB), 'properties.configuration.replicaTimeout', 604_800),
    },
  }),
  policy({
    id: 'jobs/images-by-digest',
    reason: 'A migration and the release that it is for are one image. A tag can be moved between the two.',
    subjects: jobs,
    finding: (job) =>
      new RegExp(`/${appOfJob(job)}@sha256:[0-9a-f]{64}$`).test(textAt(job, `${CONTAINER}.image`))
        ? undefined
        : `${job.name} runs ${textAt(job, `${CONTAINER}.image`)}`,
    mutation: {
      what: 'runs a job from an image by its tag',
      change: (snapshot) => put(snapshot.first(JOB), `${CONTAINER}.image`, 'cr.example.com/voice/api:latest'),
    },
  }),
  policy({
    id: 'jobs/entries-of-the-image',
    reason: 'A file that the image does not carry ends the job before it has done anything.',
    subjects: jobs,
    finding: (job) => {
      const command = listAt(job, `${CONTAINER}.command`).map(String);
      const entry = command.at(-1)?.replace('/app/bundle/', '') ?? '';
      return command[0] === '/nodejs/bin/node' && COMMANDS[appOfJob(job)].includes(entry)
        ? undefined
        : `${job.name} runs ${entry}, which scripts/image/targets.ts does not have`;
    },
    mutation: {
      what: 'runs a file that is in no image',
      change: (snapshot) => put(snapshot.first(JOB), `${CONTAINER}.command.3`, '/app/bundle/apps/api/src/repair.js'),
    },
  }),
  policy({
    id: 'jobs/identities-of-the-purpose',
    reason:
      'A job holds the identity of the app whose image it runs, or its own, and the one that pulls: code gets no token of the latter.',
    subjects: jobs,
    finding: (job) => [
      ...differences(
        [purposeOfJob(job), 'pull'],
        entriesAt(job, 'identity.userAssignedIdentities').map(([id]) => purposeOf(id)),
        `${job.name}: identity`,
      ),
      ...differences(
        [`${purposeOfJob(job)} Main`, 'pull None'],
        listAt(job, 'properties.configuration.identitySettings').map(
          (one) => `${purposeOf(textAt(one, 'identity'))} ${textAt(one, 'lifecycle')}`,
        ),
        `${job.name}: lifecycle`,
      ),
    ],
    mutation: {
      what: 'lets the code of a job get tokens of the identity that pulls images',
      change: (snapshot) => put(snapshot.first(JOB), 'properties.configuration.identitySettings.1.lifecycle', 'All'),
    },
  }),
  policy({
    id: 'jobs/code-signs-in-as-itself',
    reason: 'Without AZURE_CLIENT_ID the SDK has two identities to choose from.',
    subjects: jobs,
    finding: (job) => {
      const value = variableOf(job, 'AZURE_CLIENT_ID') ?? '';
      return value.endsWith('.clientId]') && purposeOf(value) === purposeOfJob(job)
        ? undefined
        : `${job.name} signs in as ${value}`;
    },
    mutation: {
      what: 'lets the job that erases sign in as the API',
      change: (snapshot) => {
        const job = snapshot.first(JOB, ({ name }) => name === 'erasures-replay');
        const index = listAt(job, `${CONTAINER}.env`).findIndex((one) => at(one, 'name') === 'AZURE_CLIENT_ID');
        const path = `${CONTAINER}.env.${index}.value`;
        put(job, path, textAt(job, path).replace('/id-worker-', '/id-api-'));
      },
    },
  }),
  policy({
    id: 'jobs/images-pulled-with-identity',
    reason: 'A password of the registry would be a secret in every job, and would also allow pushing.',
    subjects: (snapshot) =>
      jobs(snapshot).flatMap((job) =>
        listAt(job, 'properties.configuration.registries').map((registry) => ({ job, registry })),
      ),
    finding: ({ job, registry }) =>
      purposeOf(textAt(registry, 'identity')) === 'pull' && at(registry, 'passwordSecretRef') === undefined
        ? undefined
        : `${job.name} pulls from ${textAt(registry, 'server')} in another way`,
    mutation: {
      what: 'pulls the image of a job with a password',
      change: (snapshot) =>
        put(snapshot.first(JOB), 'properties.configuration.registries.0.passwordSecretRef', 'registry-password'),
    },
  }),
  policy({
    id: 'jobs/variables-that-exist',
    reason: 'A misspelt variable is not set, and the job silently uses the default.',
    subjects: jobs,
    finding: (job) =>
      listAt(job, `${CONTAINER}.env`)
        .map((variable) => textAt(variable, 'name'))
        .filter((name) => !VARIABLES.includes(name) && name !== 'AZURE_CLIENT_ID')
        .map((name) => `${job.name}: no code reads ${name}`),
    mutation: {
      what: 'sets a variable of a job that no code reads',
      change: (snapshot) => append(snapshot.first(JOB), `${CONTAINER}.env`, { name: 'MIGRATE_PAGE', value: '1' }),
    },
  }),
  policy({
    id: 'jobs/services-of-the-deployment',
    reason: 'A job works on the resources of its own deployment, on which its identity has roles.',
    subjects: (snapshot) =>
      jobs(snapshot).flatMap((job) => SERVICE_VARIABLES.map(({ name, type }) => ({ job, name, type }))),
    finding: ({ job, name, type }, snapshot) => {
      const host = (variableOf(job, name) ?? '').replace(/^\w+:\/\//, '').split('.')[0];
      return snapshot.ofType(type).some((service) => service.name === host)
        ? undefined
        : `${job.name}: ${name} is ${variableOf(job, name)}`;
    },
    mutation: {
      what: 'lets a job work on the database of another deployment',
      change: (snapshot) =>
        setVariable(snapshot.first(JOB), 'COSMOS_ENDPOINT', 'https://cosmos-other.documents.azure.com:443/'),
    },
  }),
  policy({
    id: 'jobs/consistency-of-the-account',
    reason:
      'A client that asks for more than the account gives fails at every read; one that asks for less reads older documents.',
    subjects: jobs,
    finding: (job) =>
      variableOf(job, 'COSMOS_CONSISTENCY') === 'BoundedStaleness'
        ? undefined
        : `${job.name}: COSMOS_CONSISTENCY is ${variableOf(job, 'COSMOS_CONSISTENCY')}`,
    mutation: {
      what: 'lets a job ask Cosmos DB for eventual consistency',
      change: (snapshot) => setVariable(snapshot.first(JOB), 'COSMOS_CONSISTENCY', 'Eventual'),
    },
  }),
  policy({
    id: 'jobs/secrets-by-reference',
    reason: 'The replay alone needs a secret: it signs receipts. It is read from the vault by the identity of the job.',
    subjects: jobs,
    finding: (job) => {
      const wanted = job.name === 'erasures-replay' ? ['receipt-signing-keys'] : [];
      const secrets = listAt(job, 'properties.configuration.secrets');
      return [
        ...differences(
          wanted,
          secrets.map((secret) => textAt(secret, 'name')),
          `${job.name}: secret`,
        ),
        ...secrets
          .filter(
            (secret) =>
              at(secret, 'value') !== undefined || purposeOf(textAt(secret, 'identity')) !== purposeOfJob(job),
          )
          .map((secret) => `${job.name} reads ${textAt(secret, 'name')} in another way`),
      ];
    },
    mutation: {
      what: 'gives the smoke test a token as a value',
      change: (snapshot) =>
        append(
          snapshot.first(JOB, ({ name }) => name === 'smoke'),
          'properties.configuration.secrets',
          { name: 'smoke-token', value: 'token' },
        ),
    },
  }),
  policy({
    id: 'jobs/temporary-files',
    reason: 'The images write to `/tmp` alone, which is a volume of its own.',
    subjects: jobs,
    finding: (job) => {
      const mount = listAt(job, `${CONTAINER}.volumeMounts`).find((one) => at(one, 'mountPath') === '/tmp');
      const volume = listAt(job, 'properties.template.volumes').find(
        (one) => at(one, 'name') === textAt(mount, 'volumeName'),
      );
      return at(volume, 'storageType') === 'EmptyDir' ? undefined : `${job.name} has no volume at /tmp`;
    },
    mutation: {
      what: 'leaves a job without its volume',
      change: (snapshot) => put(snapshot.first(JOB), 'properties.template.volumes', []),
    },
  }),
];

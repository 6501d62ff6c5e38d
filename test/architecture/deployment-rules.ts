import { parse } from 'yaml';

/**
 * What a pipeline that deploys must keep to, and no linter knows. Each rule stands for a deployment that would have failed half-way, or have deployed
 * what nobody looked at; docs/deploy.md, "Pipelines", has the reasons.
 */
interface Step {
  /** What a shell runs, lines joined where they end with a backslash; empty for other steps. */
  readonly script: string;
  readonly uses: string;
  readonly id: string;
  readonly image: string;
  /** Whether the task renews its sign-in; no step of GitHub does. */
  readonly keepsSession: boolean;
}

interface Job {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly condition: string;
  readonly environment: string;
  readonly needs: readonly string[];
  readonly calls: string;
  readonly group: string;
  readonly cancels: boolean;
}

type Yaml = Readonly<Record<string, unknown>>;

const MAIN_ON_GITHUB = "github.ref == 'refs/heads/main'";
const MAIN_IN_AZURE = "eq(variables['Build.SourceBranch'], 'refs/heads/main')";
const DEPLOYS = /\binfra\/deploy\.(sh|ps1)\b/;
const CALLS_AZURE = /(^|[\s(])az [a-z]|\binfra\/deploy\.(sh|ps1)\b/m;
const INSTALLS = /^npm ci --ignore-scripts\b/m;
const STRICT = 'set -euo pipefail';

/** Rules for a workflow of GitHub Actions. */
export function githubDeploymentProblems(text: string): string[] {
  const workflow = parse(text) as Yaml;
  const jobs = Object.entries(record(workflow['jobs'])).map(([name, job]) =>
    githubJob(name, record(job), record(workflow['concurrency'])),
  );
  return jobs.flatMap((job) => {
    const problems = commonProblems(job);
    if (job.environment === '') return problems.map(named(job));
    if (!job.condition.includes(MAIN_ON_GITHUB)) problems.push('deploys from branches other than main');
    if (job.group === '' || job.cancels) problems.push('can be cut off by another run, or meet one');
    const sharing = jobs.filter((other) => other !== job && other.group === job.group && other.environment !== '');
    if (sharing.length > 0) problems.push(`waits for ${sharing.map(({ name }) => name).join()}: they share a group`);
    if (rollsBack(job)) {
      if (!/^roll-back-\$\{\{ inputs\.environment \}\}$/.test(job.group)) problems.push('waits for deployments');
    } else if (!reaches(job, jobs, ({ calls }) => calls === './.github/workflows/ci.yml')) {
      problems.push('does not wait for ci.yml');
    }
    problems.push(...signInProblems(job));
    if (job.steps.some(({ script }) => /(?<!\bexec )infra\/deploy\.sh .*--image-push\b/.test(script)))
      problems.push(
        'does not take back a release that is canceled: its shell gets the signal, and not infra/deploy.sh',
      );
    return problems.map(named(job));
  });
}

/** Rules for a pipeline of Azure Pipelines. */
export function azureDeploymentProblems(text: string): string[] {
  const pipeline = parse(text) as Yaml;
  const stages = list(pipeline['stages']).flatMap((stage) =>
    list(stage['jobs']).map((job) => ({ stage, job: azureJob(stage, job) })),
  );
  const alone = list(pipeline['jobs']).map((job) => ({ stage: {} as Yaml, job: azureJob({}, job) }));
  const jobs = stages.map(({ job }) => job);
  return [...stages, ...alone].flatMap(({ stage, job }) => {
    const problems = commonProblems(job);
    if (job.environment === '') return problems.map(named(job));
    if (!job.condition.includes(MAIN_IN_AZURE)) problems.push('deploys from branches other than main');
    const lets = job.steps.filter((step) => CALLS_AZURE.test(step.script) && !step.keepsSession);
    if (lets.length > 0) problems.push('lets its sign-in expire: keepAzSessionActive is missing');
    if (!rollsBack(job)) {
      if (stage['lockBehavior'] !== 'sequential') problems.push('may be dropped for a newer run while it waits');
      if (!reaches(job, jobs, ({ name }) => name === 'verify')) problems.push('does not wait for the tests');
    } else if (job.needs.length > 0) problems.push('waits for deployments');
    return problems.map(named(job));
  });
}

function commonProblems(job: Job): string[] {
  const problems: string[] = [];
  for (const [index, { script }] of job.steps.entries()) {
    if (script.includes('\n') && !script.startsWith(`${STRICT}\n`))
      problems.push(`has a script of several lines that does not begin with ${STRICT}`);
    if (!DEPLOYS.test(script)) continue;
    if (job.environment === '') problems.push('deploys without an environment, and so without approval');
    if (!job.steps.slice(0, index).some((earlier) => INSTALLS.test(earlier.script)))
      problems.push('calls infra/deploy before npm ci --ignore-scripts');
    const way = /--image-push (\S+)/.exec(script)?.[1];
    if (way === 'none') problems.push(...scanProblems(job, index));
    else if (!['import', undefined].includes(way))
      problems.push(`deploys what it builds (${way}), which nobody has scanned`);
    if (way === undefined && !/--(provision-only|roll-back)\b/.test(script))
      problems.push('deploys what it builds, which nobody has scanned');
  }
  if (rollsBack(job) && !job.environment.endsWith('-roll-back'))
    problems.push(`waits for the approval of a deployment: ${job.environment} is not an environment of roll-backs`);
  return problems;
}

/** Between the step `images`, which pushes, and the deployment, a scan of both images by the names that the deployment uses. */
function scanProblems({ steps }: Job, deployment: number): string[] {
  const pushed = steps.findIndex(({ id }) => id === 'images');
  const scans = steps.slice(pushed + 1, deployment).map(({ image }) => image);
  return ['api', 'worker']
    .filter(
      (app) =>
        pushed < 0 ||
        !scans.some((image) => image.includes(`images.${app}`) || image.includes(`images.outputs.${app}`)),
    )
    .map((app) => `deploys an image of ${app} that was not scanned after it was pushed`);
}

/** On GitHub nothing renews a sign-in: each step that calls Azure needs one of its own. */
function signInProblems({ steps }: Job): string[] {
  let fresh = false;
  return steps.flatMap(({ uses, script }, index) => {
    if (uses.startsWith('azure/login@')) fresh = true;
    if (!CALLS_AZURE.test(script)) return [];
    const problems = fresh ? [] : [`does not sign in anew before step ${index + 1}`];
    fresh = false;
    return problems;
  });
}

const named =
  ({ name }: Job) =>
  (problem: string): string =>
    `${name} ${problem}`;

const rollsBack = ({ steps }: Job): boolean => steps.some(({ script }) => /--roll-back\b/.test(script));

function reaches(job: Job, jobs: readonly Job[], wanted: (job: Job) => boolean): boolean {
  return jobs
    .filter(({ name }) => job.needs.includes(name))
    .some((needed) => wanted(needed) || reaches(needed, jobs, wanted));
}

function githubJob(name: string, job: Yaml, ofWorkflow: Yaml): Job {
  const concurrency = job['concurrency'] === undefined ? ofWorkflow : record(job['concurrency']);
  return {
    name,
    steps: list(job['steps']).map((step) => ({
      script: joined(step['run']),
      uses: string(step['uses']),
      id: string(step['id']),
      image: string(record(step['with'])['image']),
      keepsSession: false,
    })),
    condition: string(job['if']),
    environment: string(job['environment']),
    needs: strings(job['needs']),
    calls: string(job['uses']),
    group: string(concurrency['group']),
    cancels: concurrency['cancel-in-progress'] !== false,
  };
}

function azureJob(stage: Yaml, job: Yaml): Job {
  const deploy = record(record(record(job['strategy'])['runOnce'])['deploy']);
  return {
    name: string(stage['stage'] ?? job['job']),
    steps: [...list(job['steps']), ...list(deploy['steps'])].map(azureStep),
    condition: string(stage['condition']),
    environment: string(job['environment']),
    needs: strings(stage['dependsOn']),
    calls: '',
    group: '',
    cancels: false,
  };
}

function azureStep(step: Yaml): Step {
  const inputs = record(step['inputs']);
  const path = string(inputs['scriptPath']);
  const script = joined(step['bash'] ?? step['script'] ?? inputs['inlineScript']);
  // The images that a scan is given come as variables of its environment.
  const images = /\bregistry:\$image\b/.test(script) ? Object.values(record(step['env'])).map(string).join(' ') : '';
  return {
    script: path === '' ? script : `${path} ${string(inputs['arguments'])}`,
    uses: string(step['task']),
    id: string(step['name']),
    image: images,
    keepsSession: inputs['keepAzSessionActive'] === true,
  };
}

const record = (value: unknown): Yaml => (typeof value === 'object' && value !== null ? (value as Yaml) : {});
const list = (value: unknown): readonly Yaml[] => (Array.isArray(value) ? value.map(record) : []);
const string = (value: unknown): string => (typeof value === 'string' ? value : '');
const strings = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value.map(string) : [string(value)]).filter((each) => each !== '');
const joined = (value: unknown): string =>
  string(value)
    .replaceAll(/\\\n\s*/g, ' ')
    .trimEnd();

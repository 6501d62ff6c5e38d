import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INFRA } from '../../bicep.ts';
import { FakeDirectory } from './directory.ts';

export const SUBSCRIPTION = '11111111-1111-1111-1111-111111111111';
export const TENANT = '22222222-2222-2222-2222-222222222222';
export const CLIENT_ID = '33333333-3333-3333-3333-333333333333';
/** Where the committed snapshots were predicted for. */
const SNAPSHOT_GROUP = /\/subscriptions\/00000000-0000-0000-0000-000000000000\/resourceGroups\/rg-voice\b/g;

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly kind?: string;
  sku?: { name: string };
  properties: Record<string, unknown>;
}

export interface Revision {
  readonly name: string;
  readonly image: string;
  active: boolean;
}

export interface Traffic {
  revisionName?: string;
  latestRevision?: boolean;
  weight: number;
  label?: string;
}

export interface Api {
  image: string;
  tags: Record<string, string>;
  revisions: Revision[];
  traffic: Traffic[];
}

/** A subscription as the deploy scripts see it, and what they did to it. */
export class World {
  azureCli = '2.81.0';
  signedIn = true;
  readonly unregistered = new Set<string>();
  permissions: { actions: string[]; notActions: string[] }[] = [{ actions: ['*'], notActions: [] }];
  readonly quotas: Record<string, { currentValue: number; limit: number }> = {
    ManagedEnvironmentCount: { currentValue: 3, limit: 50 },
    PublicIPAddresses: { currentValue: 1, limit: 20 },
  };
  deletedAccounts: { name: string; location: string }[] = [];
  deletedVaults: { name: string }[] = [];
  readonly takenNames = new Set<string>();
  readonly groups = new Set<string>();
  readonly stacks = new Set<string>();
  resources: Resource[] = [];
  systemTopics: { name: string; properties: { source: string } }[] = [];
  readonly registryImages = new Set<string>();
  agentPools: { name: string; provisioningState: string }[] = [];
  api: Api | undefined;
  workerImage = '';
  jobs: Record<string, { image: string; variables: Record<string, string>; executions: string[] }> = {};
  /** Whether the machine of the deployment is in the virtual network. */
  isInside = false;

  /** Entra ID. */
  readonly directory = new FakeDirectory();

  // Faults.
  /** Digests of images whose API fails the smoke test. */
  readonly failsSmoke = new Set<string>();
  /** Share of the traffic at which the newest revision answers with 5xx. */
  errorsAt: number | undefined;
  readonly failingJobs = new Set<string>();
  /** Images whose revisions do not start. */
  readonly failsStart = new Set<string>();
  /** How many questions about a revision’s state get lost on the network. */
  lostQuestions = 0;
  /** How many questions about metrics find no requests yet. */
  metricsLag = 0;
  /** How often the stack fails because a right is not known everywhere yet. */
  unknownRights = 0;

  // What happened.
  /** Commands that change something, in order. */
  readonly changes: string[] = [];
  /** Calls that reached for a data plane in a private network, from outside of it. */
  readonly refusedDataPlaneCalls: string[] = [];
  /** Inactive revisions that were sent requests: those fail. */
  readonly sentNowhere: string[] = [];
  /** The most revisions of the API that were active at one time. */
  mostActive = 0;
  builds = 0;

  get activeRevisions(): readonly string[] {
    return this.api?.revisions.filter(({ active }) => active).map(({ name }) => name) ?? [];
  }

  /** The newest revision that started; traffic to the latest goes there. */
  get latestReady(): string {
    return this.api?.revisions.findLast(({ image }) => !this.failsStart.has(image))?.name ?? '';
  }

  /** Share of the requests by revision, without those that get none. */
  get shares(): Readonly<Record<string, number>> {
    const newest = this.latestReady;
    const traffic = this.api?.traffic.filter(({ weight }) => weight > 0) ?? [];
    return Object.fromEntries(traffic.map(({ revisionName, weight }) => [revisionName ?? newest, weight]));
  }

  get isPrivate(): boolean {
    return this.resources.some(
      ({ type, properties }) =>
        type === 'Microsoft.App/managedEnvironments' && properties['publicNetworkAccess'] === 'Disabled',
    );
  }

  noteRevisions(): void {
    this.mostActive = Math.max(this.mostActive, this.activeRevisions.length);
    this.sentNowhere.push(...Object.keys(this.shares).filter((name) => !this.activeRevisions.includes(name)));
  }
}

/** What the committed snapshot predicts, with the ids and names of another place. */
export function predicted(set: string, subscription: string, group: string): Resource[] {
  const text = readFileSync(join(INFRA, `${set}.snapshot.json`), 'utf8').replaceAll(
    SNAPSHOT_GROUP,
    `/subscriptions/${subscription}/resourceGroups/${group}`,
  );
  return (JSON.parse(text) as { predictedResources: Resource[] }).predictedResources;
}

/** What the platform alone is: apps and what belongs to them come with an image. */
export function platformOf(set: string, group: string): Resource[] {
  const apps = /^Microsoft\.App\/(containerApps|jobs)$/;
  return predicted(set, SUBSCRIPTION, group).filter(({ type }) => !apps.test(type));
}

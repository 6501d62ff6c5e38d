import { z } from 'zod';
import type { Answers } from './answers.ts';
import { type Finding, note, ok, problem } from './finding.ts';
import { type Prediction, registryName } from './prediction.ts';
import { type DeploySettings, IMAGE_PUSHES, type ImagePush } from './settings.ts';

/** What this machine can do, asked of it and not of Azure. */
export interface Machine {
  /** Name of a container engine that works, or what each said. */
  engine(): Promise<{ readonly name: string } | { readonly problem: string }>;
  /** Addresses of a host; none when it has no name. */
  addresses(host: string): Promise<readonly string[]>;
}

const DIGEST = /@sha256:[0-9a-f]{64}$/;
/** Private addresses (RFC 1918) and unique local ones (RFC 4193). */
const PRIVATE_ADDRESS = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/i;

/** Why a way of pushing images is not possible; `undefined`: it is. */
type Reason = string | undefined;

/** Which ways there are from here, and whether the chosen one is among them, before anything is made. */
export async function imageFindings(
  settings: DeploySettings,
  answers: Answers,
  prediction: Prediction,
  registryIsHere: boolean,
  machine: Machine,
): Promise<readonly Finding[]> {
  if (settings.provisionOnly) return [note('images: none in this run (-ProvisionOnly)')];
  const reasons = {} as Record<ImagePush, Reason>;
  for (const way of IMAGE_PUSHES)
    reasons[way] = await reasonAgainst(way, settings, answers, prediction, registryIsHere, machine);
  const chosen = reasons[settings.imagePush];
  if (chosen === undefined) return [ok(`images: ${settings.imagePush}`)];
  const possible = IMAGE_PUSHES.filter((way) => reasons[way] === undefined);
  const others = IMAGE_PUSHES.filter((way) => way !== settings.imagePush && reasons[way] !== undefined);
  return [
    problem(
      `images by ${settings.imagePush}`,
      chosen,
      possible.length === 0
        ? 'a way that is possible; none is'
        : `one that is possible from here: ${possible.join(', ')}`,
      `another -ImagePush. Not possible either: ${others.map((way) => `${way} (${reasons[way]})`).join('; ')}`,
    ),
  ];
}

async function reasonAgainst(
  way: ImagePush,
  settings: DeploySettings,
  answers: Answers,
  prediction: Prediction,
  registryIsHere: boolean,
  machine: Machine,
): Promise<Reason> {
  const isPrivate = prediction.registryIsPrivate;
  const server = prediction.registryServer ?? '';
  switch (way) {
    case 'local':
      return isPrivate ? 'the registry is closed to public networks' : engineReason(machine);
    case 'acr-task':
      return isPrivate ? 'a task without an agent pool does not reach a closed registry' : undefined;
    case 'agent-pool': {
      if (!isPrivate) return 'the registry is public: acr-task does';
      if (!registryIsHere)
        return 'the registry is not there yet, and so has no agent pool: make it with -ProvisionOnly first';
      const pools =
        answers.read('agent-pools', z.array(z.looseObject({ name: z.string(), provisioningState: z.string() }))) ?? [];
      const pool = pools.find(({ name }) => name === settings.agentPool);
      if (settings.agentPool === '') return 'no -AgentPool is named';
      if (pool === undefined) return `${registryName(server)} has no agent pool ${settings.agentPool}`;
      return pool.provisioningState === 'Succeeded' ? undefined : `the agent pool is ${pool.provisioningState}`;
    }
    case 'runner': {
      if (!isPrivate) return 'the registry is public: local does';
      const addresses = await machine.addresses(server);
      if (addresses.length === 0)
        return `${server} has no address here: a runner must be in the virtual network, which must be there`;
      const open = addresses.find((address) => !PRIVATE_ADDRESS.test(address));
      return open === undefined
        ? engineReason(machine)
        : `${server} is ${open} here: this machine is outside the virtual network`;
    }
    case 'import':
    case 'none': {
      const given = [settings.apiImage, settings.workerImage];
      return given.every((image) => DIGEST.test(image))
        ? undefined
        : '-ApiImage and -WorkerImage must name images by digest';
    }
    default:
      return way satisfies never;
  }
}

async function engineReason(machine: Machine): Promise<Reason> {
  const engine = await machine.engine();
  return 'problem' in engine ? engine.problem : undefined;
}

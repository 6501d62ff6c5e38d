/** How images come into the registry: `-ImagePush` of the deploy scripts. */
export const IMAGE_PUSHES = ['local', 'acr-task', 'agent-pool', 'import', 'runner', 'none'] as const;
export type ImagePush = (typeof IMAGE_PUSHES)[number];

/** What the deploy scripts were asked for. They hand it over in variables: a command line would have to be quoted for two shells. */
export interface DeploySettings {
  readonly resourceGroup: string;
  readonly environment: string;
  readonly location: string;
  /** Path of the parameter file (.bicepparam), in `infra`. */
  readonly parameterFile: string;
  readonly imagePush: ImagePush;
  readonly agentPool: string;
  /** Images by digest; empty: they are built. */
  readonly apiImage: string;
  readonly workerImage: string;
  readonly personalVoiceApproved: boolean;
  readonly regionConfirmed: boolean;
  readonly restoreSpeech: boolean;
  /** Whether the run ends before images and apps. */
  readonly provisionOnly: boolean;
  /** Folder of this run, for answers and plans. */
  readonly work: string;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** @throws Error when the deploy scripts left out a variable */
export function deploySettings(variables: Variables): DeploySettings {
  const text = (name: string) => variables[`DEPLOY_${name}`] ?? '';
  const required = (name: string) => {
    const value = text(name);
    if (value === '')
      throw new Error(`DEPLOY_${name} is not set: this is called by infra/deploy.sh and infra/deploy.ps1`);
    return value;
  };
  const imagePush = IMAGE_PUSHES.find((each) => each === required('IMAGE_PUSH'));
  if (imagePush === undefined) throw new Error(`there is no way of pushing images called ${text('IMAGE_PUSH')}`);
  return {
    resourceGroup: required('RESOURCE_GROUP'),
    environment: required('ENVIRONMENT'),
    location: required('LOCATION'),
    parameterFile: required('PARAMETER_FILE'),
    imagePush,
    agentPool: text('AGENT_POOL'),
    apiImage: text('API_IMAGE'),
    workerImage: text('WORKER_IMAGE'),
    personalVoiceApproved: text('PERSONAL_VOICE_APPROVED') === 'true',
    regionConfirmed: text('REGION_CONFIRMED') === 'true',
    restoreSpeech: text('RESTORE_SPEECH') === 'true',
    provisionOnly: text('PROVISION_ONLY') === 'true',
    work: required('WORK'),
  };
}

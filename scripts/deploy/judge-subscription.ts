import { z } from 'zod';
import type { Answers } from './answers.ts';
import { type Finding, note, ok, problem } from './finding.ts';
import type { Prediction } from './prediction.ts';
import { accountSchema } from './questions.ts';
import { missingActions, neededActions, rolesFor } from './rights.ts';
import type { DeploySettings, Variables } from './settings.ts';

/**
 * Oldest version of the Azure CLI. Its documentation has all commands of the deploy scripts in the core: `az stack` came with 2.61,
 * `az containerapp` moved in from its extension before this one. The versions before were not looked at.
 */
export const MIN_AZURE_CLI = [2, 70, 0] as const;

/**
 * Regions that offer personal voice: Microsoft's page personal-voice-overview of 2025-03-10, the newest that was found. There may be more by
 * now: `-RegionConfirmed` says that somebody looked.
 */
export const PERSONAL_VOICE_REGIONS: readonly string[] = [
  'westeurope',
  'eastus',
  'westus2',
  'southeastasia',
  'eastasia',
];

export function toolFindings(answers: Answers): readonly Finding[] {
  const version = answers.read('version', z.looseObject({ 'azure-cli': z.string() }))?.['azure-cli'];
  const least = MIN_AZURE_CLI.join('.');
  if (version === undefined) return [refused(answers, 'version', 'the version of the Azure CLI')];
  const parts = version.split('.').map(Number);
  const different = MIN_AZURE_CLI.map((least, index) => (parts[index] ?? 0) - least).find((each) => each !== 0) ?? 0;
  return different < 0
    ? [problem('Azure CLI', version, `${least} or newer`, 'az upgrade, or https://aka.ms/azure-cli')]
    : [ok(`Azure CLI ${version}`)];
}

export function accountFindings(answers: Answers, variables: Variables): readonly Finding[] {
  const account = answers.read('account', accountSchema);
  if (account === undefined)
    return [
      problem(
        'sign-in',
        answers.refusal('account') ?? 'no answer',
        'a signed-in Azure CLI',
        'az login, then az account set --subscription ID',
      ),
    ];
  const tenant = variables['AZURE_TENANT_ID'] ?? '';
  return tenant !== '' && tenant.toLowerCase() !== account.tenantId.toLowerCase()
    ? [
        problem(
          'tenant',
          `AZURE_TENANT_ID is ${tenant}, the subscription is in ${account.tenantId}`,
          'the tenant of the subscription, where the registration is too',
          'unset AZURE_TENANT_ID, or az login --tenant and az account set',
        ),
      ]
    : [ok(`subscription ${account.id}, tenant ${account.tenantId}`)];
}

export function providerFindings(answers: Answers, prediction: Prediction): readonly Finding[] {
  const rows = answers.read('providers', z.array(z.tuple([z.string(), z.string()])));
  if (rows === undefined) return [refused(answers, 'providers', 'the resource providers')];
  const registered = new Set(rows.filter(([, state]) => state === 'Registered').map(([name]) => name.toLowerCase()));
  const needed = [...new Set(prediction.resources.map(({ type }) => type.split('/')[0] ?? ''))].toSorted();
  const missing = needed.filter((name) => !registered.has(name.toLowerCase()));
  return missing.length === 0
    ? [ok(`${needed.length} resource providers are registered`)]
    : missing.map((name) =>
        problem(
          `resource provider ${name}`,
          rows.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1] ?? 'unknown',
          'Registered',
          `az provider register --namespace ${name} --wait`,
        ),
      );
}

export function regionFindings(settings: DeploySettings, prediction: Prediction): readonly Finding[] {
  const { location } = settings;
  const findings: Finding[] = [];
  if (prediction.nameOf('Microsoft.CognitiveServices/accounts', 'SpeechServices') !== undefined) {
    if (PERSONAL_VOICE_REGIONS.includes(location.toLowerCase())) findings.push(ok(`${location} offers personal voice`));
    else if (settings.regionConfirmed) findings.push(note(`${location} offers personal voice, as you say`));
    else
      findings.push(
        problem(
          'personal voice',
          `${location} is not known to offer it`,
          `one of ${PERSONAL_VOICE_REGIONS.join(', ')}`,
          'another -Location, or -RegionConfirmed when Microsoft’s page of supported regions has it now',
        ),
      );
  }
  findings.push(
    settings.personalVoiceApproved
      ? ok('limited access to personal voice is approved, as you say')
      : problem(
          'limited access',
          'nobody said whether Microsoft approved personal voice for this subscription',
          'an approval: without it each enrollment fails',
          'apply at https://aka.ms/customneural, then pass -PersonalVoiceApproved',
        ),
  );
  return findings;
}

const variablesSchema = z.looseObject({
  template: z.looseObject({
    containers: z.array(
      z.looseObject({ env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]) }),
    ),
  }),
});

/** Azure reads the recordings of professional voices by URL only, which a closed storage account does not allow. */
export function professionalVoiceNotes(prediction: Prediction): readonly Finding[] {
  const variables = prediction.ofType('Microsoft.App/containerApps').flatMap(({ properties }) => {
    const containers = variablesSchema.safeParse(properties).data?.template.containers ?? [];
    return containers.flatMap(({ env }) => env);
  });
  const isUploading = variables.some(({ name, value }) => name === 'SPEECH_AUDIO_TRANSFER' && value === 'upload');
  return isUploading
    ? [note('professional voices are not offered: Azure reads their recordings by URL, and the storage is closed')]
    : [];
}

const usageSchema = z.object({
  value: z.array(
    z.looseObject({ name: z.looseObject({ value: z.string() }), currentValue: z.number(), limit: z.number() }),
  ),
});

/** Quotas by the question that asks for them: the name in Azure's answer, and how much a first deployment takes. */
function quotasOf(prediction: Prediction): readonly (readonly [string, string, number])[] {
  const ofType = (type: string) => prediction.ofType(type);
  const models = ofType('Microsoft.CognitiveServices/accounts/deployments').map(({ properties, sku }) => {
    const model =
      z.looseObject({ model: z.looseObject({ name: z.string() }) }).safeParse(properties).data?.model.name ?? '';
    const capacity = z.looseObject({ capacity: z.number() }).safeParse(sku).data?.capacity ?? 1;
    return ['usages-cognitive', `OpenAI.${sku?.name ?? 'Standard'}.${model}`, capacity] as const;
  });
  return [
    ['usages-apps', 'ManagedEnvironmentCount', ofType('Microsoft.App/managedEnvironments').length],
    ['usages-network', 'PublicIPAddresses', ofType('Microsoft.Network/publicIPAddresses').length],
    ...models,
  ];
}

export function quotaFindings(
  settings: DeploySettings,
  answers: Answers,
  prediction: Prediction,
  existing: ReadonlySet<string>,
): readonly Finding[] {
  // What is there is counted already.
  if (existing.has('microsoft.app/managedenvironments')) return [ok('quotas: the environment is there')];
  return quotasOf(prediction).flatMap(([question, name, needed]): Finding[] => {
    if (needed === 0) return [];
    const usages = answers.read(question, usageSchema);
    if (usages === undefined) return [refused(answers, question, `the quota ${name}`)];
    const usage = usages.value.find((each) => each.name.value.toLowerCase() === name.toLowerCase());
    if (usage === undefined)
      return [note(`quota ${name}: Azure names no such quota in ${settings.location}; not checked`)];
    const free = usage.limit - usage.currentValue;
    return free >= needed
      ? [ok(`quota ${name}: ${free} of ${usage.limit} free in ${settings.location}`)]
      : [
          problem(
            `quota ${name} in ${settings.location}`,
            `${usage.currentValue} of ${usage.limit} are taken`,
            `${needed} free`,
            'ask for more at https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade, delete what is unused, or take another -Location',
          ),
        ];
  });
}

const permissionsSchema = z.object({
  value: z.array(z.looseObject({ actions: z.array(z.string()), notActions: z.array(z.string()).default([]) })),
});

export function rightFindings(
  settings: DeploySettings,
  answers: Answers,
  prediction: Prediction,
  groupExists: boolean,
): readonly Finding[] {
  const permissions = answers.read('permissions', permissionsSchema)?.value;
  if (permissions === undefined) return [refused(answers, 'permissions', 'your rights')];
  const inGroup = prediction.resources.filter(({ id }) =>
    id.toLowerCase().includes(`/resourcegroups/${settings.resourceGroup.toLowerCase()}/`),
  );
  const needed = neededActions(
    inGroup.map(({ type }) => type),
    settings.imagePush,
    groupExists,
  );
  const missing = missingActions(needed, permissions);
  return missing.length === 0
    ? [ok(`all ${needed.length} rights that it needs`)]
    : [
        problem(
          'your rights',
          `you may not ${missing.join(', ')}`,
          'each of them at the resource group',
          `have somebody assign you ${rolesFor(missing).join(' and ')} there (or Owner)`,
        ),
      ];
}

/** A question that az did not answer is a problem: what is not known must not pass. */
export function refused(answers: Answers, question: string, what: string): Finding {
  return problem(
    what,
    `az could not tell: ${answers.refusal(question) ?? 'it was not asked'}`,
    'an answer',
    'read the error; with AuthorizationFailed, have somebody assign you Reader at the subscription',
  );
}

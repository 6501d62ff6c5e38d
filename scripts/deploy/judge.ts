import { z } from 'zod';
import type { Answers } from './answers.ts';
import type { Finding } from './finding.ts';
import { budgetNote, deletedFindings, nameFindings, unchangeableFindings, variableFindings } from './judge-group.ts';
import { imageFindings, type Machine } from './judge-images.ts';
import {
  accountFindings,
  professionalVoiceNotes,
  providerFindings,
  quotaFindings,
  regionFindings,
  rightFindings,
  toolFindings,
} from './judge-subscription.ts';
import { type Prediction, registryName } from './prediction.ts';
import { resourcesSchema } from './questions.ts';
import type { DeploySettings, Variables } from './settings.ts';

/** All that the preflight says, problems among it: one run shows everything that has to be done. */
export async function judge(
  settings: DeploySettings,
  answers: Answers,
  prediction: Prediction,
  variables: Variables,
  machine: Machine,
): Promise<readonly Finding[]> {
  const here = answers.read('resources', resourcesSchema) ?? [];
  const groupExists = answers.read('group', z.boolean()) === true;
  const types = new Set(here.map(({ type }) => type.toLowerCase()));
  const registry = prediction.nameOf('Microsoft.ContainerRegistry/registries');
  // A registry that the template does not make is there, or the deployment fails where it assigns rights on it.
  const registryIsHere = registry === undefined || here.some(({ name }) => name === registryName(registry));
  return [
    ...toolFindings(answers),
    ...accountFindings(answers, variables),
    ...providerFindings(answers, prediction),
    ...regionFindings(settings, prediction),
    ...professionalVoiceNotes(prediction),
    ...quotaFindings(settings, answers, prediction, types),
    ...rightFindings(settings, answers, prediction, groupExists),
    ...deletedFindings(settings, answers, prediction),
    ...nameFindings(answers, prediction),
    ...unchangeableFindings(answers, prediction, here),
    ...variableFindings(answers, prediction, variables),
    budgetNote(variables),
    ...(await imageFindings(settings, answers, prediction, registryIsHere, machine)),
  ];
}

const budgetsSchema = z.object({
  value: z.array(
    z.looseObject({ properties: z.looseObject({ timePeriod: z.looseObject({ startDate: z.string() }) }) }),
  ),
});
const deletedSchema = z.array(z.looseObject({ name: z.string() }));

/**
 * Variables that the parameter files read and that follow from what is there.
 * @param today for the first month of a new budget: Azure takes the current one only, and no change later
 */
export function foundVariables(
  settings: DeploySettings,
  answers: Answers,
  prediction: Prediction,
  variables: Variables,
  today: Date,
): Readonly<Record<string, string>> {
  const tenantId = answers.read('account', z.looseObject({ tenantId: z.string() }))?.tenantId ?? '';
  const budget = answers.read('budgets', budgetsSchema)?.value[0]?.properties.timePeriod.startDate.slice(0, 10);
  const speech = prediction.nameOf('Microsoft.CognitiveServices/accounts', 'SpeechServices');
  const deleted = (answers.read('deleted-cognitive', deletedSchema) ?? []).some(({ name }) => name === speech);
  return {
    AZURE_TENANT_ID: tenantId,
    VOICE_BUDGET_START: budget ?? (variables['VOICE_BUDGET_START'] || `${today.toISOString().slice(0, 7)}-01`),
    // Azure refuses to restore what was not deleted.
    VOICE_RESTORE_SPEECH: String(deleted && settings.restoreSpeech),
  };
}

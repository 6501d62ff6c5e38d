import { z } from 'zod';
import type { Answers } from './answers.ts';
import { type Finding, note, ok, problem } from './finding.ts';
import type { Prediction } from './prediction.ts';
import { refused } from './judge-subscription.ts';
import type { resourcesSchema } from './questions.ts';
import type { DeploySettings, Variables } from './settings.ts';

const SPEECH = 'Microsoft.CognitiveServices/accounts';
const VAULT = 'Microsoft.KeyVault/vaults';

const deletedSchema = z.array(
  z.looseObject({ id: z.string().optional(), name: z.string(), location: z.string().optional() }),
);

/** Names of accounts that were deleted and still hold theirs. */
export function deletedFindings(
  settings: DeploySettings,
  answers: Answers,
  prediction: Prediction,
): readonly Finding[] {
  const accounts = answers.read('deleted-cognitive', deletedSchema);
  const vaults = answers.read('deleted-vaults', deletedSchema);
  if (accounts === undefined) return [refused(answers, 'deleted-cognitive', 'deleted Cognitive Services accounts')];
  if (vaults === undefined) return [refused(answers, 'deleted-vaults', 'deleted Key Vaults')];
  const findings: Finding[] = [];
  for (const { name, kind = '' } of prediction.ofType(SPEECH)) {
    if (!accounts.some((each) => each.name === name)) continue;
    const place = `--name ${name} --resource-group ${settings.resourceGroup} --location ${settings.location}`;
    if (kind === 'SpeechServices' && settings.restoreSpeech) {
      findings.push(ok(`the deleted Speech account ${name} will be restored`));
    } else {
      findings.push(
        problem(
          `name ${name}`,
          `a deleted ${kind} account holds it`,
          'a name that is free, or the account restored',
          kind === 'SpeechServices'
            ? `pass -RestoreSpeech to have it back with its voices, or az cognitiveservices account purge ${place}`
            : `az cognitiveservices account recover ${place}, or purge in the place of recover`,
        ),
      );
    }
  }
  const vault = prediction.nameOf(VAULT);
  if (vault !== undefined && vaults.some((each) => each.name === vault))
    findings.push(
      problem(
        `name ${vault}`,
        'a deleted Key Vault holds it',
        'a name that is free, or the vault recovered',
        `az keyvault recover --name ${vault} (its secrets come back), or az keyvault purge --name ${vault} where it has no purge protection`,
      ),
    );
  return findings.length === 0 ? [ok('no deleted account or vault holds a name')] : findings;
}

/** Answers to whether a name is taken, by the question's name: the answer means that it is free. */
const FREE: Readonly<Record<string, (answer: unknown) => boolean>> = {
  'name-Microsoft.Storage-storageAccounts': isAvailable,
  'name-Microsoft.ContainerRegistry-registries': isAvailable,
  'name-Microsoft.ServiceBus-namespaces': isAvailable,
  'name-Microsoft.DocumentDB-databaseAccounts': (answer) => answer === false,
};

function isAvailable(answer: unknown): boolean {
  return z.looseObject({ nameAvailable: z.literal(true) }).safeParse(answer).success;
}

export function nameFindings(answers: Answers, prediction: Prediction): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [question, isFree] of Object.entries(FREE)) {
    const type = question.replace(/^name-/, '').replace('-', '/');
    const refusal = answers.refusal(question);
    if (refusal !== undefined) findings.push(refused(answers, question, `the name of ${type}`));
    if (!answers.has(question) || isFree(answers.read(question, z.unknown()))) continue;
    findings.push(
      problem(
        `name ${prediction.nameOf(type)}`,
        `another ${type} of the world has it`,
        'a name that is free: names end with a hash of subscription and group',
        'another name of the deployment (param name in the parameter file), or another resource group',
      ),
    );
  }
  return findings.length === 0 ? [ok('no name is taken by somebody else')] : findings;
}

type Resources = z.infer<typeof resourcesSchema>;
const queuesSchema = z.array(
  z.looseObject({ name: z.string(), requiresDuplicateDetection: z.boolean(), requiresSession: z.boolean() }),
);
const topicsSchema = z.object({
  value: z.array(z.looseObject({ name: z.string(), properties: z.looseObject({ source: z.string() }) })),
});

/** Properties that Azure does not change once a resource is there. */
export function unchangeableFindings(answers: Answers, prediction: Prediction, here: Resources): readonly Finding[] {
  const findings: Finding[] = [];
  const [bus] = prediction.ofType('Microsoft.ServiceBus/namespaces');
  const busHere = here.find(
    ({ type, name }) => type.toLowerCase() === 'microsoft.servicebus/namespaces' && name === bus?.name,
  );
  if (
    bus !== undefined &&
    busHere !== undefined &&
    busHere.sku?.name !== undefined &&
    busHere.sku.name !== bus.sku?.name
  )
    findings.push(
      problem(
        `Service Bus ${bus.name}`,
        `it is ${busHere.sku.name}`,
        `${bus.sku?.name}, as serviceBusNetwork asks for; there is no way from one to the other in place`,
        'set serviceBusNetwork as it was at the first deployment, or migrate to another group',
      ),
    );
  const queues = answers.read('queues', queuesSchema) ?? [];
  for (const queue of prediction.ofType('Microsoft.ServiceBus/namespaces/queues')) {
    const name = queue.name.slice(queue.name.lastIndexOf('/') + 1);
    const found = queues.find((each) => each.name === name);
    if (found === undefined) continue;
    for (const property of ['requiresDuplicateDetection', 'requiresSession'] as const) {
      if (found[property] === queue.properties[property]) continue;
      findings.push(
        problem(
          `queue ${name}`,
          `${property} is ${found[property]}`,
          `${String(queue.properties[property])}; Azure does not change it in place`,
          `when it is empty: az servicebus queue delete --namespace-name ${bus?.name} --name ${name}, and deploy again`,
        ),
      );
    }
  }
  const storage = prediction.nameOf('Microsoft.Storage/storageAccounts');
  const topic = prediction.nameOf('Microsoft.EventGrid/systemTopics');
  const other = (answers.read('system-topics', topicsSchema)?.value ?? []).find(
    ({ name, properties }) =>
      properties.source.toLowerCase().endsWith(`/storageaccounts/${storage?.toLowerCase()}`) && name !== topic,
  );
  if (other !== undefined)
    findings.push(
      problem(
        `Event Grid system topic of ${storage}`,
        `${other.name} is there (Defender for Storage makes one), and an account has one at most`,
        'the template using it',
        `existing.eventGridSystemTopic: '${other.name}' in the parameter file, and the identity of its delivery on it: docs/deploy.md, Identities and rights`,
      ),
    );
  return findings.length === 0 ? [ok('nothing differs that Azure cannot change in place')] : findings;
}

/** Which secret is read from which variable. */
const SECRET_VARIABLES: Readonly<Record<string, string>> = {
  'receipt-signing-keys': 'RECEIPT_SIGNING_KEYS',
  'provenance-signing-keys': 'PROVENANCE_SIGNING_KEYS',
  'webhook-secret-keys': 'WEBHOOK_SECRET_KEYS',
};

/** The registration, and secrets that the apps would not find. */
export function variableFindings(answers: Answers, prediction: Prediction, variables: Variables): readonly Finding[] {
  const findings: Finding[] = [];
  const clientId = variables['ENTRA_CLIENT_ID'] ?? '';
  findings.push(
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(clientId)
      ? ok(`registration ${clientId}`)
      : problem(
          'ENTRA_CLIENT_ID',
          clientId === '' ? 'it is not set' : 'it is not a client id',
          'the application (client) id of the API’s registration',
          'infra/entra/register.sh or register.ps1 makes the registration and prints it',
        ),
  );
  const namesSchema = z.object({ value: z.array(z.looseObject({ name: z.string() })) });
  const stored = new Set((answers.read('secrets', namesSchema)?.value ?? []).map(({ name }) => name));
  if (answers.refusal('secrets') !== undefined) findings.push(refused(answers, 'secrets', 'the secrets of the vault'));
  const wanted = prediction
    .ofType('Microsoft.KeyVault/vaults/secrets')
    .map(({ name }) => name.slice(name.lastIndexOf('/') + 1));
  for (const [secret, variable] of Object.entries(SECRET_VARIABLES)) {
    if (!wanted.includes(secret) || stored.has(secret) || (variables[variable] ?? '') !== '') continue;
    findings.push(
      problem(
        `secret ${secret}`,
        `it is not in the vault, and ${variable} is not set`,
        'a value: the apps do not start without it',
        `export ${variable}=… (docs/deploy.md, Secrets, has how to make one)`,
      ),
    );
  }
  if (answers.refusal('token') !== undefined)
    findings.push(
      problem(
        'token for the smoke test',
        answers.refusal('token') ?? '',
        'a token for the API, of you or in SMOKE_TOKEN',
        'have your account assigned Voice.Read, Voice.Enroll and Voice.Synthesize and the Azure CLI allowed (-PublicClient 04b07795-8ddb-461a-bbee-02f9e1bf7b46 of infra/entra), or set SMOKE_TOKEN',
      ),
    );
  return findings;
}

/** Without a budget’s first month there is none; note it. */
export function budgetNote(variables: Variables): Finding {
  const start = variables['VOICE_BUDGET_START'] ?? '';
  return start === ''
    ? note('VOICE_BUDGET_START is not set: it stays as it is, or begins this month')
    : ok(`budget since ${start}`);
}

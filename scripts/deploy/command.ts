/**
 * What infra/deploy.sh and infra/deploy.ps1 have in common: questions to Azure, what the answers mean, and what a release does with revisions. They
 * call the Azure CLI themselves; this calls nothing of Azure, and compiles the template.
 *
 *   node scripts/deploy/command.ts predict | ask ROUND | judge | reviewed | outputs | release | roll-back | others |
 *     errors PERCENT
 *
 * Settings are in DEPLOY_… variables (settings.ts), files in the folder DEPLOY_WORK. Lines of questions have a name and arguments, lines of
 * plans a name and a value, both separated by tabs. Ends with 1 when the deployment must not go on; the reason is on standard error. `errors` ends
 * with 3 when Azure Monitor has no requests of the revision yet.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { lookup } from 'node:dns/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { findEngine } from '../image/engine.ts';
import { Answers } from './answers.ts';
import { printed, spelt } from './finding.ts';
import { foundVariables, judge } from './judge.ts';
import type { Machine } from './judge-images.ts';
import { Prediction } from './prediction.ts';
import { differenceFromReview, predict } from './predict.ts';
import { accountSchema, firstQuestions, type Question, secondQuestions, thirdQuestions } from './questions.ts';
import {
  appSchema,
  errorRate,
  planOthers,
  planRelease,
  planRollBack,
  revisionsSchema,
  revisionSuffix,
} from './release.ts';
import { deploySettings } from './settings.ts';

const HOME = join(import.meta.dirname, '..', '..');
/** Files that make a revision what it is, beside its image and its settings. */
const REVISION_TEMPLATES = ['api.bicep', 'modules/api-app.bicep', 'types.bicep'].map((file) =>
  join(HOME, 'infra', file),
);

const settings = deploySettings(process.env);
const answers = new Answers(settings.work);
const [command, argument = ''] = process.argv.slice(2);

const machine: Machine = {
  async engine() {
    try {
      return { name: (await findEngine()).name };
    } catch (error) {
      return { problem: (error as Error).message.replaceAll('\n', ' ') };
    }
  },
  async addresses(host) {
    try {
      return (await lookup(host, { all: true })).map(({ address }) => address);
    } catch {
      // It has no name here.
      return [];
    }
  },
};

function file(name: string): unknown {
  return JSON.parse(readFileSync(join(settings.work, name), 'utf8'));
}

/** How `errors` ends when there is nothing to judge by. */
const NO_REQUESTS = 3;
const NO_APP = /ResourceNotFound|(was|is|could) not (be )?found|does not exist/i;

function unknownApp(question: string): string {
  return `found: az could not tell what the API runs: ${answers.refusal(question)}\n  right: an answer, or that there is no app\n  do:    read the error, then run this again`;
}

/** For people. */
function complain(text: string): void {
  console.error(spelt(text, process.env['DEPLOY_OPTION_STYLE']));
}

/** Lines for a shell: a name, a tab, a value. */
function tell(values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) console.log(`${name}\t${value}`);
}

const COMMANDS: Readonly<Record<string, () => Promise<number> | number>> = {
  async predict() {
    const account = answers.read('account', accountSchema);
    if (account === undefined)
      throw new Error(`found: ${answers.refusal('account')}\n  right: a signed-in Azure CLI\n  do:    az login`);
    const { resourceGroup, location } = settings;
    const target = { subscriptionId: account.id, tenantId: account.tenantId, resourceGroup, location };
    writeFileSync(join(settings.work, 'prediction.json'), await predict(settings.parameterFile, target, process.env));
    return 0;
  },
  ask() {
    const rounds: Readonly<Record<string, () => readonly Question[]>> = {
      1: () => firstQuestions(settings),
      2: () => secondQuestions(settings, Prediction.read(settings.work), answers, process.env),
      3: () => thirdQuestions(settings, Prediction.read(settings.work), answers),
    };
    for (const { name, args } of rounds[argument]?.() ?? []) console.log([name, ...args].join('\t'));
    return 0;
  },
  async judge() {
    const prediction = Prediction.read(settings.work);
    const findings = await judge(settings, answers, prediction, process.env, machine);
    complain(printed(findings));
    tell({
      ...foundVariables(settings, answers, prediction, process.env, new Date()),
      INTERNAL: String(prediction.isInternal),
      REGISTRY: prediction.registryServer ?? '',
      GROUP_EXISTS: String(answers.read('group', z.boolean()) === true),
      SUBSCRIPTION: answers.read('account', accountSchema)?.id ?? '',
    });
    const problems = findings.filter(({ kind }) => kind === 'problem').length;
    if (problems > 0) complain(`${problems} of ${findings.length} checks stop the deployment. Nothing was changed.`);
    return problems > 0 ? 1 : 0;
  },
  async reviewed() {
    const difference = await differenceFromReview(settings.parameterFile);
    if (difference === undefined) complain('  note  no snapshot lies beside the parameter file: nothing was reviewed');
    else if (difference === '') complain('  ok    the template makes what its reviewed snapshot says');
    else
      complain(
        `found: the template makes something else than the snapshot that was reviewed:\n${difference}\n  right: no difference\n  do:    npm run infra:snapshots, have the difference reviewed, commit it`,
      );
    return difference === undefined || difference === '' ? 0 : 1;
  },
  /** Outputs of the stack, in `stack.json`. */
  outputs() {
    const outputsSchema = z.record(z.string(), z.looseObject({ value: z.unknown() }));
    // The CLI answers the properties one level up; the resource manager and some versions do not.
    const outputs = z
      .union([
        z.looseObject({ outputs: outputsSchema }).transform((stack) => stack.outputs),
        z
          .looseObject({ properties: z.looseObject({ outputs: outputsSchema }) })
          .transform((stack) => stack.properties.outputs),
      ])
      .parse(file('stack.json'));
    for (const name of ['APP_PLATFORM', 'APP_DOMAIN', 'MIGRATION_JOB_NAME', 'SMOKE_JOB_NAME']) {
      // The resource manager may answer names in another case.
      const value = Object.entries(outputs).find(([each]) => each.toUpperCase() === name)?.[1].value;
      if (value === undefined) throw new Error(`the stack has no output ${name}: was it made by an older template?`);
      tell({ [name]: typeof value === 'string' ? value : JSON.stringify(value) });
    }
    return 0;
  },
  /** From `app.json` (none: there is no app) and `revisions.json`. */
  async release() {
    const templates = await Promise.all(REVISION_TEMPLATES.map((each) => readFile(each, 'utf8')));
    const { SERVICE_API_IMAGE_NAME = '', APP_PLATFORM = '', DEPLOY_NEW_REVISION = '' } = process.env;
    const suffix = revisionSuffix([SERVICE_API_IMAGE_NAME, APP_PLATFORM, DEPLOY_NEW_REVISION, ...templates]);
    const app = answers.read('app', appSchema);
    // Only where Azure says so: without the app's traffic a release would take all requests at once.
    if (app === undefined && !NO_APP.test(answers.refusal('app') ?? '')) throw new Error(unknownApp('app'));
    const revisions = answers.read('revisions', revisionsSchema);
    if (app !== undefined && revisions === undefined) throw new Error(unknownApp('revisions'));
    const plan = planRelease(app, revisions ?? [], suffix);
    const { leftovers, weights, traffic, ...texts } = plan;
    tell({
      ...upper(texts),
      LEFTOVERS: leftovers.join(' '),
      WEIGHTS: weights.join(' '),
      TRAFFIC: JSON.stringify(traffic),
    });
    return 0;
  },
  'roll-back'() {
    const app = answers.read('app', appSchema);
    if (app === undefined)
      throw new Error(`found: ${answers.refusal('app')}\n  right: an API that was deployed\n  do:    deploy first`);
    const { leftovers, weights, ...texts } = planRollBack(app, answers.read('revisions', revisionsSchema) ?? []);
    tell({ ...upper(texts), LEFTOVERS: leftovers.join(' '), WEIGHTS: weights.join(' ') });
    return 0;
  },
  /** The newest revision, and active ones beside it and the one that serves, after a release of azd. */
  others() {
    const app = answers.read('app', appSchema);
    const revisions = answers.read('revisions', revisionsSchema);
    if (app === undefined || revisions === undefined)
      throw new Error(unknownApp(app === undefined ? 'app' : 'revisions'));
    const { revision, leftovers } = planOthers(app, revisions);
    tell({ REVISION: revision, LEFTOVERS: leftovers.join(' ') });
    return 0;
  },
  /** From `answers/requests.json`. */
  errors() {
    const metrics = answers.read('requests', z.unknown());
    if (metrics === undefined) {
      complain(`  note  Azure Monitor did not answer: ${answers.refusal('requests')}`);
      return NO_REQUESTS;
    }
    const { requests, errors, percent } = errorRate(metrics);
    if (requests === 0) {
      complain('  note  Azure Monitor has no requests of it yet');
      return NO_REQUESTS;
    }
    const share = `${errors} of ${requests} requests answered with 5xx (${percent.toFixed(2)} %)`;
    const isTooMany = percent > Number(argument);
    complain(
      isTooMany
        ? `found: ${share}\n  right: at most ${argument} %\n  do:    read the log of the revision, then fix and deploy again`
        : `  ok    ${share}`,
    );
    return isTooMany ? 1 : 0;
  },
};

function upper(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name.replaceAll(/[A-Z]/g, '_$&').toUpperCase(), value]),
  );
}

try {
  const run = COMMANDS[command ?? ''];
  if (run === undefined) throw new Error(`commands: ${Object.keys(COMMANDS).join(', ')}`);
  process.exitCode = await run();
} catch (error) {
  complain((error as Error).message);
  process.exitCode = 1;
}

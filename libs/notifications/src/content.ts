import {
  type ConsentNotice,
  type DigestFacts,
  type ExpiringConsent,
  type IdleEndpoint,
  type NotificationFacts,
  TENANT_SCOPE,
  type VoiceOfBaseModel,
} from '#domain';
import { visibleName } from './visible-text.ts';

/** What a notification says, whatever it is shown as. All texts are plain and on one line. */
export interface Content {
  readonly title: string;
  readonly summary: string;
  /** Labels and values. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly lists: readonly { readonly title: string; readonly items: readonly string[] }[];
  /** What the recipient can do; empty: nothing. */
  readonly advice: string;
}

/** Names by the ids of voices and consents, as they are now. One that is missing is shown by its id. */
export type Names = ReadonlyMap<string, string>;

/** How an id is shown. */
type Named = (id: string) => string;

const MAX_LISTED = 10;

/** @param timeZone of the recipient: times are shown by its clock */
export function contentOf(facts: NotificationFacts, names: Names, timeZone: string): Content {
  const named: Named = (id) => {
    const name = visibleName(names.get(id) ?? '');
    return name === '' ? id : `“${name}” (${id})`;
  };
  switch (facts.kind) {
    case 'daily-digest':
    case 'weekly-digest':
      return digestContent(facts, named, timeZone);
    case 'quota': {
      const budget = facts.scope === TENANT_SCOPE ? 'The budget of the tenant' : `The budget of ${named(facts.scope)}`;
      return {
        title: `A budget has used ${facts.percent} % of its limit`,
        summary: `${budget} has used at least ${facts.percent} % of its hard limit in ${facts.period}.`,
        facts: [],
        lists: [],
        advice:
          facts.percent === 100
            ? 'Further speech is refused until the month ends. Raise the limit by PUT /v1/budgets/{scope}.'
            : 'Raise the limit by PUT /v1/budgets/{scope}, or let fewer texts be spoken.',
      };
    }
    case 'failure-rate':
      return {
        title: `${facts.percent} % of the jobs have failed`,
        summary: `On ${facts.day} (UTC), ${facts.failed} of ${facts.failed + facts.succeeded} jobs have failed.`,
        facts: [
          ['Succeeded', String(facts.succeeded)],
          ['Failed', String(facts.failed)],
        ],
        lists: [],
        advice: 'GET /v1/operations?status=failed shows why.',
      };
    case 'dead-letters':
      return {
        title: facts.count === 1 ? '1 dead letter is waiting' : `${facts.count} dead letters are waiting`,
        summary: 'Messages could not be handled. They wait until an operator resubmits or discards them.',
        facts: [['Dead letters', String(facts.count)]],
        lists: [],
        advice: 'GET /v1/dead-letters shows them.',
      };
    case 'consent-expiring':
      return consentContent(facts.consents, named, timeZone);
    case 'voice-unused':
      return unusedContent(facts.voiceIds, facts.days, named);
    case 'endpoint-idle':
      return idleContent(facts.endpoints, named, timeZone);
    case 'training-stalled':
      return {
        title: 'The training of a voice has stalled',
        summary: `The ${facts.voiceKind} voice ${named(facts.voiceId)} has failed: Azure did not finish its training in time.`,
        facts: [['Status at Azure', facts.stalledIn]],
        lists: [],
        advice:
          'Enroll the voice again by POST /v1/voices. If that stalls too, ask an operator to look at the status of Azure AI Speech.',
      };
    case 'base-model-expiring':
      return baseModelContent(facts.voices, named, timeZone);
  }
}

function unusedContent(voiceIds: readonly string[], days: number, named: Named): Content {
  const [voiceId = ''] = voiceIds;
  const isOne = voiceIds.length === 1;
  return {
    title: isOne ? 'A voice is not used' : `${voiceIds.length} voices are not used`,
    summary: `${isOne ? `The voice ${named(voiceId)} has` : 'These voices have'} not spoken for ${days} days.`,
    facts: [],
    lists: isOne ? [] : [{ title: 'Voices', items: shortened(voiceIds.map(named)) }],
    advice: `Erase ${isOne ? 'it' : 'them'} by DELETE /v1/voices/{id} if nobody needs ${isOne ? 'it' : 'them'}.`,
  };
}

function idleContent(endpoints: readonly IdleEndpoint[], named: Named, timeZone: string): Content {
  const [first] = endpoints;
  const advice =
    'An operator can have endpoints suspended sooner by PROFESSIONAL_ENDPOINT_IDLE_MS, and find out why one was not suspended. DELETE /v1/voices/{id} erases a voice that nobody needs.';
  if (first && endpoints.length === 1) {
    return {
      title: 'The endpoint of a voice is idle',
      summary: `The endpoint of the voice ${named(first.voiceId)} costs by the hour, and nobody uses it.`,
      facts: [['Last used', timeIn(first.usedAt, timeZone)]],
      lists: [],
      advice,
    };
  }
  const items = endpoints.map(({ voiceId, usedAt }) => `${named(voiceId)}: last used ${timeIn(usedAt, timeZone)}`);
  return {
    title: `The endpoints of ${endpoints.length} voices are idle`,
    summary: 'The endpoints of these voices cost by the hour, and nobody uses them.',
    facts: [],
    lists: [{ title: 'Voices', items: shortened(items) }],
    advice,
  };
}

function baseModelContent(voices: readonly VoiceOfBaseModel[], named: Named, timeZone: string): Content {
  const days = Math.max(...voices.map(({ notice }) => notice.daysBefore));
  const [first] = voices;
  const advice = `Enroll ${voices.length === 1 ? 'it' : 'them'} again with another base model before that.`;
  if (first && voices.length === 1) {
    return {
      title: `The base model of a voice expires within ${days} days`,
      summary: `Azure stops serving the base model of the voice ${named(first.voiceId)}. The voice cannot speak then.`,
      facts: [
        ['Base model', visibleName(first.baseModel)],
        ['Expires', timeIn(first.notice.expiresAt, timeZone)],
      ],
      lists: [],
      advice,
    };
  }
  const items = voices.map(({ voiceId, baseModel, notice }) => {
    return `${named(voiceId)}: ${visibleName(baseModel)}, ${timeIn(notice.expiresAt, timeZone)}`;
  });
  return {
    title: `The base models of ${voices.length} voices expire within ${days} days`,
    summary: 'Azure stops serving the base models of these voices. The voices cannot speak then.',
    facts: [],
    lists: [{ title: 'Voices', items: shortened(items) }],
    advice,
  };
}

function consentContent(consents: readonly ConsentNotice[], named: Named, timeZone: string): Content {
  const longest = Math.max(...consents.map(({ daysBefore }) => daysBefore));
  const days = longest === 1 ? '1 day' : `${longest} days`;
  const [{ consentId, expiresAt } = { consentId: '', expiresAt: '' }] = consents;
  if (consents.length === 1) {
    return {
      title: `A consent expires in ${days}`,
      summary: `The consent of ${named(consentId)} expires within ${days}. Its voices are suspended then.`,
      facts: [['Expires', timeIn(expiresAt, timeZone)]],
      lists: [],
      advice: 'Ask the person for a new consent before that.',
    };
  }
  const items = consents.map((each) => `${named(each.consentId)}: ${timeIn(each.expiresAt, timeZone)}`);
  return {
    title: `${consents.length} consents expire within ${days}`,
    summary: `${consents.length} consents expire within ${days}. Their voices are suspended then.`,
    facts: [],
    lists: [{ title: 'Consents', items: shortened(items) }],
    advice: 'Ask these persons for new consents before that.',
  };
}

function digestContent(facts: DigestFacts, named: Named, timeZone: string): Content {
  const { from, to, succeeded, failed, characters, isIncomplete } = facts;
  const period = from === to ? from : `${from} to ${to}`;
  const bound = isIncomplete ? 'at least ' : '';
  return {
    title: `Your ${facts.kind === 'daily-digest' ? 'daily' : 'weekly'} digest: ${period}`,
    summary: `What happened from ${from} to ${to} (UTC days).`,
    facts: [
      ['Jobs that succeeded', `${bound}${succeeded}`],
      ['Jobs that failed', `${bound}${failed}`],
      ['Characters spoken', String(characters)],
    ],
    lists: [
      { title: 'Failures', items: facts.failures.map(({ code, count }) => `${code}: ${count}`) },
      {
        title: 'Budgets of this month',
        items: facts.budgets.map(
          ({ scope, percent }) => `${scope === TENANT_SCOPE ? 'Tenant' : named(scope)}: ${percent} % used`,
        ),
      },
      {
        title: 'Consents that expire within 30 days',
        items: facts.consents.map(({ consentId, expiresAt }) => `${named(consentId)}: ${timeIn(expiresAt, timeZone)}`),
      },
    ]
      .filter(({ items }) => items.length > 0)
      .map(({ title, items }) => ({ title, items: shortened(items) })),
    advice: '',
  };
}

function shortened(items: readonly string[]): readonly string[] {
  if (items.length <= MAX_LISTED) return items;
  return [...items.slice(0, MAX_LISTED), `and ${items.length - MAX_LISTED} more`];
}

/** `22 Nov 2026, 11:15 GMT+1` */
function timeIn(time: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(Date.parse(time));
}

/** The ids whose names it shows. */
export function idsIn(facts: NotificationFacts): readonly string[] {
  switch (facts.kind) {
    case 'daily-digest':
    case 'weekly-digest':
      return [...facts.budgets.map(({ scope }) => scope), ...consentIds(facts.consents)];
    case 'quota':
      return [facts.scope];
    case 'consent-expiring':
      return consentIds(facts.consents);
    case 'voice-unused':
      return facts.voiceIds.slice(0, MAX_LISTED);
    case 'training-stalled':
      return [facts.voiceId];
    case 'endpoint-idle':
      return facts.endpoints.slice(0, MAX_LISTED).map(({ voiceId }) => voiceId);
    case 'base-model-expiring':
      return facts.voices.slice(0, MAX_LISTED).map(({ voiceId }) => voiceId);
    default:
      return [];
  }
}

function consentIds(consents: readonly ExpiringConsent[]): readonly string[] {
  return consents.slice(0, MAX_LISTED).map(({ consentId }) => consentId);
}

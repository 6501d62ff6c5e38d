import { append, at, isSame, listAt, put, textAt } from './json.ts';
import { type Policy, policy, setting } from './policy.ts';

const SETS = ['email'] as const;
const SERVICE = 'Communication/communicationServices';
const ASSIGNMENT = 'Authorization/roleAssignments';
const DEFINITION = 'Authorization/roleDefinitions';
const DIAGNOSTIC = 'Insights/diagnosticSettings';
const ACTIONS = 'properties.permissions.0.actions';
const ALLOWED = ['read', 'write'].map((action) => `Microsoft.Communication/CommunicationServices/${action}`);

/** About the deployment of e-mail (`infra/email.bicep`), which is added to a system. */
export const EMAIL_POLICIES: readonly Policy[] = [
  setting({
    id: 'email/no-account-key',
    reason: 'The worker signs in with its identity: a key of the account would let anyone send.',
    sets: SETS,
    type: SERVICE,
    path: 'properties.disableLocalAuth',
    wants: true,
    instead: false,
  }),
  setting({
    id: 'email/no-tracking',
    reason: 'Nobody is told which recipient opened an e-mail or followed a link.',
    sets: SETS,
    type: 'Communication/emailServices/domains',
    path: 'properties.userEngagementTracking',
    wants: 'Disabled',
    instead: 'Enabled',
  }),
  policy({
    id: 'email/no-logs-of-recipients',
    reason: 'Log categories of Communication Services contain addresses of recipients: only metrics are sent.',
    sets: SETS,
    subjects: (snapshot) => snapshot.ofType(DIAGNOSTIC).filter(({ id }) => id.includes(SERVICE)),
    finding: (diagnostic) =>
      listAt(diagnostic, 'properties.logs').length > 0 ? `${diagnostic.id} sends logs` : undefined,
    mutation: {
      what: 'sends all logs of the communication service to the workspace',
      change: (snapshot) =>
        put(
          snapshot.first(DIAGNOSTIC, ({ id }) => id.includes(SERVICE)),
          'properties.logs',
          [{ categoryGroup: 'allLogs', enabled: true }],
        ),
    },
  }),
  policy({
    id: 'email/narrow-rights',
    reason: 'Rights are given at the communication service and at the queue of reports, not at the resource group.',
    sets: SETS,
    subjects: (snapshot) => snapshot.ofType(ASSIGNMENT),
    finding: ({ id }) =>
      id.includes(`/providers/Microsoft.${SERVICE}/`) || id.includes('/queues/notifications')
        ? undefined
        : `${id} is wider`,
    mutation: {
      what: 'gives the worker its role at the resource group',
      change: (snapshot) => {
        const assignment = snapshot.first(ASSIGNMENT, ({ id }) => id.includes(SERVICE));
        put(assignment, 'id', assignment.id.replace(/\/providers\/Microsoft\.Communication\/[^/]+\/[^/]+/, ''));
      },
    },
  }),
  policy({
    id: 'email/sends-only',
    reason: 'Azure documents no data action for e-mail: the role has the two actions that sending needs.',
    sets: SETS,
    subjects: (snapshot) => snapshot.ofType(DEFINITION),
    finding: (role) =>
      listAt(role, ACTIONS)
        .filter((action) => !ALLOWED.some((allowed) => isSame(action, allowed)))
        .map((action) => `${textAt(role, 'properties.roleName')} has ${JSON.stringify(action)}`),
    mutation: {
      what: 'lets the worker list the keys of the account',
      change: (snapshot) =>
        append(snapshot.first(DEFINITION), ACTIONS, 'Microsoft.Communication/CommunicationServices/listKeys/action'),
    },
  }),
  policy({
    id: 'email/reports-of-failures',
    reason: 'A report contains the address of the recipient, so only bounced and suppressed e-mails are reported.',
    sets: SETS,
    subjects: (snapshot) => snapshot.ofType('EventGrid/systemTopics/eventSubscriptions'),
    finding: (subscription) => {
      const [filter, ...others] = listAt(subscription, 'properties.filter.advancedFilters');
      const isNarrow = at(filter, 'key') === 'data.status' && isSame(at(filter, 'values'), ['Bounced', 'Suppressed']);
      return isNarrow && others.length === 0 ? undefined : `${subscription.name} has another filter`;
    },
    mutation: {
      what: 'reports every e-mail',
      change: (snapshot) =>
        put(
          snapshot.first('EventGrid/systemTopics/eventSubscriptions'),
          'properties.filter.advancedFilters',
          undefined,
        ),
    },
  }),
  policy({
    id: 'email/tags',
    reason: 'Costs are told apart by tags, also those of a deployment that is added later.',
    sets: SETS,
    subjects: (snapshot) => snapshot.resources.filter(({ type }) => /Communication\/|systemTopics$/.test(type)),
    finding: (resource) => (at(resource, 'tags.app') === 'voice' ? undefined : `${resource.id} has no tag app`),
    mutation: {
      what: 'removes the tags of the communication service',
      change: (snapshot) => put(snapshot.first(SERVICE), 'tags', undefined),
    },
  }),
];

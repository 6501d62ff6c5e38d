import type { Mutant } from '../mutant.ts';

const SMOKE = 'apps/api/src/smoke/smoke-checks.spec.ts';
const DOCTOR = 'test/rights/doctor.spec.ts';

/** What operators are told: the smoke test and `doctor`. */
export const OPERATION: readonly Mutant[] = [
  {
    rule: 'the smoke test takes no token on the command line',
    file: 'apps/api/src/smoke/smoke-arguments.ts',
    anchor: `  refuseTokens(args, environment[TOKEN_VARIABLE]);`,
    replacement: `  void refuseTokens;`,
    spec: 'apps/api/src/smoke/smoke-arguments.spec.ts',
  },
  {
    rule: 'the smoke test notices an API that lets anybody in',
    file: 'apps/api/src/smoke/smoke-checks.ts',
    anchor: `if (status !== 401)`,
    replacement: `if (status >= 500)`,
    spec: SMOKE,
  },
  {
    rule: 'the smoke test cancels a synthesis that has not ended',
    file: 'apps/api/src/smoke/smoke-checks.ts',
    anchor: `  const removal = await errorOr(() => removed(api, accepted));`,
    replacement: `  const removal = outcome instanceof Error ? '' : await errorOr(() => removed(api, accepted));`,
    spec: SMOKE,
  },
  {
    rule: 'doctor does not take a network rule of Blob Storage for a missing role',
    file: 'libs/storage/src/diagnosis/blob-access.ts',
    anchor: `    case 'AuthorizationFailure':`,
    replacement: `    case 'AuthorizationFailureOfNetwork':`,
    spec: DOCTOR,
  },
  {
    rule: 'doctor does not take a network rule of Service Bus for a missing role',
    file: 'libs/messaging/src/diagnosis/queue-access.ts',
    anchor: `  if (saysNetwork(said)) return { kind: 'network', said };`,
    replacement: `  void saysNetwork;`,
    spec: DOCTOR,
  },
  {
    rule: 'doctor does not take a database that is not there for a missing role',
    file: 'libs/storage/src/diagnosis/cosmos-access.ts',
    anchor: `    await container.read();`,
    replacement: ``,
    spec: DOCTOR,
  },
  {
    rule: 'doctor compares the lock of a queue with the table',
    file: 'libs/messaging/src/diagnosis/queue-differences.ts',
    anchor: `    ['LockDuration', lockDuration],`,
    replacement: ``,
    spec: 'libs/messaging/src/diagnosis/queue-differences.spec.ts',
  },
  {
    rule: 'doctor shows no signature of a URL and no key',
    file: 'libs/observability/src/diagnosis/access-trouble.ts',
    anchor: `.replaceAll(SECRETS, '…')`,
    replacement: ``,
    spec: 'libs/observability/src/diagnosis/access-trouble.spec.ts',
  },
  {
    rule: 'the sandbox shows the properties of a queue to who may read them, and to nobody else',
    file: 'apps/sandbox/src/service-bus/wire/management-http.ts',
    anchor: `if (!caller.may(READ_QUEUE, serviceBusEntity(name, false))) {`,
    replacement: `if (caller.oid === 'nobody') {`,
    spec: 'apps/sandbox/src/service-bus/wire/management-http.spec.ts',
  },
];

import type { Mutant } from '../mutant.ts';

const CONTROL = 'apps/sandbox/src/rights/access-control.ts';
const CONTROL_SPEC = 'apps/sandbox/src/rights/access-control.spec.ts';
const CONNECTION = 'apps/sandbox/src/service-bus/wire/connection.ts';
const TOKENS_SPEC = 'apps/sandbox/src/service-bus/sdk-tokens.spec.ts';
const CLAIMS_SPEC = 'apps/sandbox/src/service-bus/wire/claims.spec.ts';
const BLOBS = 'apps/sandbox/src/storage/blob-rights.ts';
const AUTHORIZER = 'apps/sandbox/src/storage/blob-authorizer.ts';
const BLOBS_SPEC = 'apps/sandbox/src/storage/blob-rights.spec.ts';
const COSMOS = 'apps/sandbox/src/cosmos/cosmos-rights.ts';
const COSMOS_SPEC = 'apps/sandbox/src/cosmos/cosmos-rights.spec.ts';
const SPEECH = 'apps/sandbox/src/speech/rest/required-right.ts';
const SPEECH_SPEC = 'apps/sandbox/src/speech/rest/roles.spec.ts';

/** The sandbox: what an identity may do is what the template gives it. */
export const RIGHTS: readonly Mutant[] = [
  {
    rule: 'a role is of one identity',
    file: CONTROL,
    anchor: `        assignment.identity === identity &&
        covers`,
    replacement: `        covers`,
    spec: CONTROL_SPEC,
  },
  {
    rule: 'a role holds at its resource and below, not at one whose name begins the same',
    file: CONTROL,
    anchor: 'below.startsWith(`${above}/`)',
    replacement: 'below.startsWith(above)',
    spec: CONTROL_SPEC,
  },
  {
    rule: 'a role at a resource does not hold above it',
    file: CONTROL,
    anchor: 'return below === above || ',
    replacement: 'return below === above || above.startsWith(`${below}/`) || ',
    spec: CONTROL_SPEC,
  },
  {
    rule: 'the condition of an assignment is looked at',
    file: CONTROL,
    anchor: `        holds(assignment.condition, right, resource) &&\n`,
    replacement: ``,
    spec: CONTROL_SPEC,
  },
  {
    rule: 'a right that was taken away is not there',
    file: CONTROL,
    anchor: `.some((pattern) => !this.#isTaken(assignment, pattern))`,
    replacement: `.some(() => true)`,
    spec: CONTROL_SPEC,
  },
  {
    rule: 'a right is taken away at one resource only',
    file: CONTROL,
    anchor: `        right.identity === identity &&
        right.scope === scope &&
        right.role === role.name &&
        (right.pattern === undefined || right.pattern === pattern),`,
    replacement: `        right.identity === identity &&
        right.role === role.name &&
        (right.pattern === undefined || right.pattern === pattern),`,
    spec: CONTROL_SPEC,
  },
  {
    rule: 'what the table does not give cannot be taken away',
    file: CONTROL,
    anchor: `for (const right of rights) this.#requireKnown(right);`,
    replacement: ``,
    spec: CONTROL_SPEC,
  },
  {
    rule: 'an action of the control plane is none of the data plane',
    file: 'apps/sandbox/src/rights/role-definition.ts',
    anchor: `kind === 'action' ? [set.actions, set.notActions] : [set.dataActions, set.notDataActions];`,
    replacement: `kind === 'action' ? [[...set.actions, ...set.dataActions], set.notActions] : [set.dataActions, set.notDataActions];`,
    spec: CONTROL_SPEC,
  },
  {
    rule: 'a role does not give what it leaves out',
    file: 'apps/sandbox/src/rights/role-definition.ts',
    anchor: `excluded.some((pattern) => matches(pattern, name))`,
    replacement: `excluded.length > 1_000`,
    spec: CONTROL_SPEC,
  },
  {
    rule: 'a container app gets the token of its own identity only',
    file: 'apps/sandbox/src/entra/managed-identity.ts',
    anchor: `all.filter(({ name }) => sameText(given, headerOf(name)))`,
    replacement: `all.filter(() => all.some(({ name }) => sameText(given, headerOf(name))))`,
    spec: 'apps/sandbox/src/entra/managed-identity.spec.ts',
  },
  {
    rule: 'who asks the node of an entity is who put the token for the node',
    file: CONNECTION,
    anchor: `requireClaim(this.#tokens.callerFor(audience), entity`,
    replacement: `requireClaim(this.#tokens.callerFor(path), entity`,
    spec: TOKENS_SPEC,
  },
  {
    rule: 'who has put no token has no claim',
    file: 'apps/sandbox/src/service-bus/wire/claims.ts',
    anchor: `caller?.may(RIGHTS[claim], resource)`,
    replacement: `caller?.may(RIGHTS[claim], resource) ?? true`,
    spec: CLAIMS_SPEC,
  },
  {
    rule: 'a claim holds at its own queue',
    file: 'apps/sandbox/src/service-bus/wire/claims.ts',
    anchor: `const resource = serviceBusEntity(name, isTopic);`,
    replacement: `const resource = serviceBusEntity(name, isTopic).replace(/\\/[^/]+$/, '/other');`,
    spec: TOKENS_SPEC,
  },
  {
    rule: 'to receive takes the claim to listen',
    file: CONNECTION,
    anchor: `    demand('Listen');
    if (!entity.isReceivable) {`,
    replacement: `    demand('Listen', 'Send');
    if (!entity.isReceivable) {`,
    spec: TOKENS_SPEC,
  },
  {
    rule: 'to send takes the claim to send',
    file: CONNECTION,
    anchor: `      demand('Send');
      if (!entity.isSendable) {`,
    replacement: `      demand('Send', 'Listen');
      if (!entity.isSendable) {`,
    spec: TOKENS_SPEC,
  },
  {
    rule: 'to attach to the node of an entity takes a claim there',
    file: CONNECTION,
    anchor: `      demand('Send', 'Listen');
      return link.is_sender()`,
    replacement: `      return link.is_sender()`,
    spec: TOKENS_SPEC,
  },
  {
    rule: 'each request to the node of an entity takes the claim of its operation',
    file: 'apps/sandbox/src/service-bus/wire/management-node.ts',
    anchor: `this.demand(claimOf(operation));`,
    replacement: `void claimOf(operation);`,
    spec: TOKENS_SPEC,
  },
  {
    rule: 'to schedule and to cancel takes the claim to send',
    file: 'apps/sandbox/src/service-bus/wire/management-operations.ts',
    anchor: `    ? 'Send'
    : 'Listen';`,
    replacement: `    ? 'Listen'
    : 'Listen';`,
    spec: TOKENS_SPEC,
  },
  {
    rule: 'a call to Blob Storage takes the right of its operation',
    file: BLOBS,
    anchor: `if (given === undefined) return permissionMismatch();`,
    replacement: `if (given === undefined) return { createOnly: false };`,
    spec: BLOBS_SPEC,
  },
  {
    rule: 'who may only add blobs overwrites none',
    file: BLOBS,
    anchor: `createOnly: given === ADD && OVERWRITING.includes(call.operation)`,
    replacement: `createOnly: false`,
    spec: BLOBS_SPEC,
  },
  {
    rule: 'to delete a version takes its own right',
    file: BLOBS,
    anchor: `deletesVersion ? [DELETE_VERSION] : RIGHTS[call.operation]`,
    replacement: `deletesVersion ? [DELETE] : RIGHTS[call.operation]`,
    spec: BLOBS_SPEC,
  },
  {
    rule: 'to write index tags takes its own right',
    file: BLOBS,
    anchor: `if (headers['x-ms-tags'] !== undefined && !may(WRITE_TAGS)) return permissionMismatch();`,
    replacement: ``,
    spec: BLOBS_SPEC,
  },
  {
    rule: 'a SAS gives no more than its signer has',
    file: AUTHORIZER,
    anchor: `if ('code' in byRoles) return byRoles;
    return {`,
    replacement: `if ('code' in byRoles) return { kind: 'sas', version: sas.version, createOnly: permission.createOnly };
    return {`,
    spec: BLOBS_SPEC,
  },
  {
    rule: 'the source of a copy is read with the right to read it',
    file: AUTHORIZER,
    anchor: `return mayRead(caller, reading) ? undefined : cannotVerify(403, permissionMismatch().message);`,
    replacement: `return mayRead(caller, reading) || caller !== undefined ? undefined : cannotVerify(403, permissionMismatch().message);`,
    spec: BLOBS_SPEC,
  },
  {
    rule: 'an operation of Cosmos DB takes its data action at the container itself',
    file: COSMOS,
    anchor: `if (caller.may(right, cosmosResource(path))) return undefined;`,
    replacement: `if (caller.may(right, cosmosResource([...path.slice(0, 3), 'documents']))) return undefined;`,
    spec: COSMOS_SPEC,
  },
  {
    rule: 'metadata of Cosmos DB takes its own right',
    file: COSMOS,
    anchor: `const right = operation === 'metadata' ? READ_METADATA : RIGHTS[operation];`,
    replacement: `if (operation === 'metadata') return undefined;
  const right = RIGHTS[operation];`,
    spec: COSMOS_SPEC,
  },
  {
    rule: 'to read what stands in Speech does not permit to write it',
    file: SPEECH,
    anchor: 'speech(`CustomVoice/${kind.split(/[:{]/)[0]}/${verb}`)',
    replacement: 'speech(`CustomVoice/${kind.split(/[:{]/)[0]}/read`)',
    spec: SPEECH_SPEC,
  },
  {
    rule: 'Translator asks for a right at its own account',
    file: SPEECH,
    anchor: `at(TRANSLATOR_ACCOUNT, 'TextTranslation/translate/action')`,
    replacement: `at(SPEECH_ACCOUNT, 'TextTranslation/translate/action')`,
    spec: SPEECH_SPEC,
  },
  {
    rule: 'a key of Azure AI services opens no vault',
    file: 'apps/sandbox/src/speech/rest/authenticator.ts',
    anchor: `const takesKeys = audience === AUDIENCE;`,
    replacement: `const takesKeys = audience !== '';`,
    spec: 'apps/sandbox/src/key-vault/routes.spec.ts',
  },
  {
    rule: 'the vault of the sandbox signs for those who have the right',
    file: SPEECH,
    anchor: `Microsoft.KeyVault/vaults/keys/sign/action`,
    replacement: `Microsoft.KeyVault/vaults/keys/verify/action`,
    spec: 'apps/sandbox/src/key-vault/routes.spec.ts',
  },
];

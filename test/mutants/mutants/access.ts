import type { Mutant } from '../mutant.ts';

const OWNERS_SPEC = 'test/security/access/owners.spec.ts';

/** Who may do what: roles, owners, grants, tenants. */
export const ACCESS: readonly Mutant[] = [
  {
    rule: 'usage is listed for Audit.Read alone',
    file: 'apps/api/src/usage/usage.controller.ts',
    anchor: `@Roles('Audit.Read')`,
    replacement: `@Roles('Audit.Read', 'Voice.Read')`,
    spec: 'test/security/access/routes.spec.ts',
  },
  {
    rule: 'a voice speaks for its owner, for those it was granted to, and for administrators',
    file: 'apps/api/src/platform/resources/ownership.ts',
    anchor: `return isVoiceGrantedTo(voice, principal.objectId) || hasRole(principal, 'Voice.Admin');`,
    replacement: `return isVoiceGrantedTo(voice, principal.objectId) || principal.tenantId !== '';`,
    spec: 'apps/api/src/platform/resources/ownership.spec.ts',
  },
  {
    rule: 'only the owner or an administrator submits the recording of a consent',
    file: 'apps/api/src/consents/submit-consent-recording.usecase.ts',
    anchor: `assertOwner(principal, consent);`,
    replacement: `void assertOwner;`,
    spec: OWNERS_SPEC,
  },
  {
    rule: 'only the owner of a consent, or an administrator, enrolls a voice with it',
    file: 'apps/api/src/voices/create-voice.service.ts',
    anchor: `assertOwner(principal, consent);`,
    replacement: `void assertOwner;`,
    spec: OWNERS_SPEC,
  },
  {
    rule: 'only the owner or an administrator changes and grants a voice',
    file: 'apps/api/src/voices/update-voice.usecase.ts',
    anchor: `assertOwner(principal, voice);`,
    replacement: `void assertOwner;`,
    spec: OWNERS_SPEC,
  },
  {
    rule: 'only the owner or an administrator deletes a voice',
    file: 'apps/api/src/voices/delete-voice.usecase.ts',
    anchor: `assertOwner(principal, voice);`,
    replacement: `void assertOwner;`,
    spec: OWNERS_SPEC,
  },
  {
    rule: 'only the owner or an administrator deletes a synthesis',
    file: 'apps/api/src/syntheses/delete-synthesis.usecase.ts',
    anchor: `assertOwner(principal, synthesis);`,
    replacement: `void assertOwner;`,
    spec: OWNERS_SPEC,
  },
  {
    rule: 'only the owner or an administrator retries a batch',
    file: 'apps/api/src/batches/retry-batch.usecase.ts',
    anchor: `assertOwner(principal, batch);`,
    replacement: `void assertOwner;`,
    spec: OWNERS_SPEC,
  },
  {
    rule: 'only the owner or an administrator cancels an operation',
    file: 'apps/api/src/operations/cancel-operation.service.ts',
    anchor: `assertOwner(principal, operation);`,
    replacement: `void assertOwner;`,
    spec: OWNERS_SPEC,
  },
  {
    rule: 'a voice is deleted only as the caller has read it',
    file: 'apps/api/src/voices/delete-voice.usecase.ts',
    anchor: `checkIfMatch(options.ifMatch, voice);`,
    replacement: `void checkIfMatch;`,
    spec: 'apps/api/src/voices/delete-voice.usecase.spec.ts',
  },
  {
    rule: 'a voice is changed only as the caller has read it',
    file: 'apps/api/src/voices/update-voice.usecase.ts',
    anchor: `checkIfMatch(ifMatch, voice);`,
    replacement: `void checkIfMatch;`,
    spec: 'apps/api/src/voices/update-voice.usecase.spec.ts',
  },
  {
    rule: 'whom a voice was granted to is audited',
    file: 'apps/api/src/voices/update-voice.usecase.ts',
    anchor: `...(grants && {`,
    replacement: `...(grants && name && {`,
    spec: 'apps/api/src/voices/update-voice.usecase.spec.ts',
  },
  {
    rule: 'dead letters are for administrators of the tenant that operates the system',
    file: 'apps/api/src/dead-letters/manage-dead-letters.usecase.ts',
    anchor: `if (tenantId === this.config.entra.tenantId.toLowerCase()) return;`,
    replacement: `if (tenantId !== '') return;`,
    spec: 'apps/api/src/dead-letters/manage-dead-letters.usecase.spec.ts',
  },
  {
    rule: 'a voice name that several may use is refused',
    file: 'apps/api/src/openai/find-voice.ts',
    anchor: `if (usable.length > 1 || data.length >= MAX_SAME_NAME) {`,
    replacement: `if (data.length >= MAX_SAME_NAME) {`,
    spec: 'apps/api/src/openai/find-voice.spec.ts',
  },
  {
    rule: 'a signing key has a sound exponent',
    file: 'libs/auth/src/entra/key-set.ts',
    anchor: `const MIN_EXPONENT = 65_537n;`,
    replacement: `const MIN_EXPONENT = 1n;`,
    spec: 'libs/auth/src/entra/key-set.spec.ts',
  },
];

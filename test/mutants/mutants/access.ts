import type { Mutant } from '../mutant.ts';

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
    file: 'apps/api/src/resources/ownership.ts',
    anchor: `return isVoiceGrantedTo(voice, principal.objectId) || hasRole(principal, 'Voice.Admin');`,
    replacement: `return isVoiceGrantedTo(voice, principal.objectId) || principal.tenantId !== '';`,
    spec: 'apps/api/src/resources/ownership.spec.ts',
  },
  {
    rule: 'dead letters are for administrators of the tenant that operates the system',
    file: 'apps/api/src/admin/dead-letters.controller.ts',
    anchor: `if (tenantId === this.config.entra.tenantId.toLowerCase()) return;`,
    replacement: `if (tenantId !== '') return;`,
    spec: 'apps/api/src/admin/dead-letters.controller.spec.ts',
  },
  {
    rule: 'a voice name that several may use is refused',
    file: 'apps/api/src/openai/find-voice.ts',
    anchor: `if (usable.length > 1 || data.length === MAX_SAME_NAME) {`,
    replacement: `if (data.length === MAX_SAME_NAME) {`,
    spec: 'apps/api/src/openai/find-voice.spec.ts',
  },
  {
    rule: 'a signing key has a sound exponent',
    file: 'libs/auth/src/entra/signing-keys.ts',
    anchor: `const MIN_EXPONENT = 65_537n;`,
    replacement: `const MIN_EXPONENT = 1n;`,
    spec: 'libs/auth/src/entra/signing-keys.spec.ts',
  },
];

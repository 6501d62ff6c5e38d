import type { Mutant } from '../mutant.ts';

/** The audit log: its chain, what verification finds. */
export const AUDIT: readonly Mutant[] = [
  {
    rule: 'nobody can guess the id of the message that brings an event of the API to the audit log',
    file: 'libs/intake/src/audit/audit-message.ts',
    anchor: 'const id = `audit:${randomUUID()}`;',
    replacement: 'const id = `audit:${data.eventId}`; void randomUUID;',
    spec: 'libs/intake/src/audit/audit-trail.spec.ts',
  },
  {
    rule: 'nobody can guess the id of the message that brings an event of the worker to the audit log',
    file: 'apps/worker/src/platform/system-audit.ts',
    anchor: 'const id = `audit:${randomUUID()}`;',
    replacement: 'const id = `audit:${eventId}`; void randomUUID;',
    spec: 'apps/worker/src/platform/system-audit.spec.ts',
  },
  {
    rule: 'an event is appended once, by what it says and not by the message that brings it',
    file: 'libs/storage/src/audit/audit-log.ts',
    anchor: `if (auditFingerprint(entry) === auditFingerprint(event)) return entry;`,
    replacement: ``,
    spec: 'libs/storage/src/audit/audit-log.spec.ts',
  },
  {
    rule: 'an entry of the audit log names the hash of the one before it',
    file: 'libs/storage/src/audit/audit-chain.ts',
    anchor: `if (entry.previousHash !== before.hash) return 'it does not follow the previous entry';`,
    replacement: ``,
    spec: 'libs/storage/src/audit/audit-chain.spec.ts',
  },
  {
    rule: 'verification holds the chain against heads that were noted',
    file: 'libs/storage/src/audit/audit-log.ts',
    anchor: `if (noted === undefined || noted === hash) return undefined;`,
    replacement: `return undefined;`,
    spec: 'libs/storage/src/audit/audit-log.spec.ts',
  },
  {
    rule: 'entries that an anchor covers may not be cut off',
    file: 'apps/api/src/audit/verify-audit.ts',
    anchor: `const heads = [...sound, ...(known ? [known] : [])];`,
    replacement: `const heads = known ? [known] : [];`,
    spec: 'apps/api/src/audit/verify-audit.spec.ts',
  },
  {
    rule: 'an anchor counts only when a known key has signed it',
    file: 'apps/api/src/audit/verify-audit.ts',
    anchor: `this.publicKeys.includes(anchor.signature.publicKey) &&`,
    replacement: ``,
    spec: 'apps/api/src/audit/verify-audit.spec.ts',
  },
  {
    rule: 'a broken chain is not anchored',
    file: 'apps/worker/src/audit/anchor-audit.usecase.ts',
    anchor: `if (broken) return this.report(tenantId, broken.sequence, broken.problem);`,
    replacement: ``,
    spec: 'apps/worker/src/audit/anchor-audit.usecase.spec.ts',
  },
  {
    rule: 'an anchor is written once',
    file: 'libs/storage/src/audit/audit-anchors.ts',
    anchor: `        ifAbsent: true,\n`,
    replacement: ``,
    spec: 'libs/storage/src/audit/audit-anchors.spec.ts',
  },
  {
    rule: 'a tenant whose log cannot be anchored does not keep the others from it',
    file: 'apps/worker/src/audit/anchor-audit.handler.ts',
    anchor: `isRetryable(err) && !isLastAttempt`,
    replacement: `isRetryable(err)`,
    spec: 'apps/worker/src/audit/anchor-audit.usecase.spec.ts',
  },
  {
    rule: 'an event is not kept out by another that has taken its id',
    file: 'libs/storage/src/audit/audit-log.ts',
    anchor: `if (auditFingerprint(entry) === auditFingerprint(event)) return entry;`,
    replacement: `return entry;`,
    spec: 'libs/storage/src/audit/audit-log.spec.ts',
  },
];

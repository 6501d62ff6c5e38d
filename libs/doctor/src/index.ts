export * from './command.ts';
export * from './diagnose.ts';
export { PRIVATE_ZONES } from './endpoints.ts';
export { type Deployable, EXPECTED_RIGHTS, type ExpectedRight } from './expected-rights.ts';
export { type Area, type Finding, type FindingStatus, lineOf } from './finding.ts';
export type { Lookup } from './reach.ts';

import { afterAll, beforeAll, describe } from 'vitest';
import { describeAudit } from './audit.ts';
import { describeCanaries } from './canaries.ts';
import { describeColleague } from './colleague.ts';
import { describeMatrix } from './matrix.ts';
import { type Reviewed, reviewedSystem } from './reviewed-system.ts';

/** One system with two tenants, made once, for all that a reviewer asks of it. */
let reviewed: Reviewed;

beforeAll(async () => {
  reviewed = await reviewedSystem();
});

afterAll(() => reviewed?.close());

describe('access', () => describeMatrix(() => reviewed));
describe('a colleague', () => describeColleague(() => reviewed));
describe('the audit log', () => describeAudit(() => reviewed));
describe('secrets', () => describeCanaries(() => reviewed));

import { join } from 'node:path';
import {
  API_IDENTITY,
  DEVELOPER_IDENTITY,
  EVENT_GRID_IDENTITY,
  TICKS_IDENTITY,
  WORKER_IDENTITY,
} from '../entra/directory.ts';
import type { Log } from '../log.ts';
import { producerIdentity, producerRights } from '../producers/sandbox-producer.ts';
import { packageRoot } from '../system/package-root.ts';
import { AccessControl, type TakenRight } from './access-control.ts';
import { EMAIL_RIGHTS } from './email-rights.ts';
import { EVERYTHING } from './everything.ts';
import { type Profile, readRights } from './rights-table.ts';

/** From the project's root. */
const RIGHTS_FILE = 'apps/sandbox/rights.json';

/** The table of a profile, and the developer with everything. */
export function sandboxAccess(
  profile: Profile,
  taken: readonly TakenRight[] | undefined,
  log: Log,
  producers: readonly string[] = [],
): AccessControl {
  const developer = { identity: DEVELOPER_IDENTITY.name, scope: '', role: EVERYTHING };
  const identities = [DEVELOPER_IDENTITY, API_IDENTITY, WORKER_IDENTITY, TICKS_IDENTITY, EVENT_GRID_IDENTITY].concat(
    producers.map(producerIdentity),
  );
  return new AccessControl(
    [
      ...readRights(join(packageRoot(), RIGHTS_FILE), profile),
      developer,
      ...EMAIL_RIGHTS,
      ...producers.flatMap(producerRights),
    ],
    identities.map(({ name, principalId }) => ({ name, oid: principalId })),
    taken,
    log,
  );
}

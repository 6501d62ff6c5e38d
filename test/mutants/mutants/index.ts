import type { Mutant } from '../mutant.ts';
import { ACCESS } from './access.ts';
import { AUDIO } from './audio.ts';
import { AUDIT } from './audit.ts';
import { BATCHES } from './batches.ts';
import { BLOB } from './blob.ts';
import { CLIENT } from './client.ts';
import { CONFIG } from './config.ts';
import { CONSENT } from './consent.ts';
import { CONTRACT } from './contract.ts';
import { COSMOS } from './cosmos.ts';
import { DEPLOY } from './deploy.ts';
import { DOCUMENTS } from './documents.ts';
import { HTTP } from './http.ts';
import { IMAGES } from './images.ts';
import { LICENCES } from './licences.ts';
import { LIMITS } from './limits.ts';
import { MESSAGING } from './messaging.ts';
import { NOTIFICATIONS } from './notifications.ts';
import { OPERATION } from './operation.ts';
import { PRODUCERS } from './producers.ts';
import { PROVENANCE } from './provenance.ts';
import { RIGHTS } from './rights.ts';
import { SANDBOX } from './sandbox.ts';
import { SPEECH } from './speech.ts';
import { STORAGE } from './storage.ts';
import { TICKS } from './ticks.ts';
import { WEBHOOKS } from './webhooks.ts';

/** All mutants, one file for each area. */
export const MUTANTS: readonly Mutant[] = [
  ...ACCESS,
  ...AUDIO,
  ...AUDIT,
  ...BATCHES,
  ...BLOB,
  ...CLIENT,
  ...CONFIG,
  ...CONSENT,
  ...CONTRACT,
  ...COSMOS,
  ...DEPLOY,
  ...DOCUMENTS,
  ...HTTP,
  ...IMAGES,
  ...LICENCES,
  ...LIMITS,
  ...MESSAGING,
  ...NOTIFICATIONS,
  ...OPERATION,
  ...PRODUCERS,
  ...PROVENANCE,
  ...RIGHTS,
  ...SANDBOX,
  ...SPEECH,
  ...STORAGE,
  ...TICKS,
  ...WEBHOOKS,
];

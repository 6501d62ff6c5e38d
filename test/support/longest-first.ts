import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The spec files that take longest on two processors, longest first. */
export const LONGEST: readonly string[] = [
  'test/e2e/generated-clients.e2e.tools.spec.ts',
  'test/infra/deploy/deploy.tools.spec.ts',
  'test/e2e/swagger-ui.e2e.tools.spec.ts',
  'test/infra/deploy/deploy-bash.tools.spec.ts',
  'test/e2e/client-browser.e2e.tools.spec.ts',
  'scripts/licences/bundles.tools.spec.ts',
  'test/e2e/openai-page.e2e.tools.spec.ts',
  'test/e2e/tour.e2e.tools.spec.ts',
  'libs/audio/src/verify/converted-files.tools.spec.ts',
  'scripts/deploy/predict.tools.spec.ts',
  'test/e2e/start-and-stop.e2e.spec.ts',
  'test/e2e/commands.e2e.spec.ts',
  'test/e2e/professional-voices.e2e.spec.ts',
  'test/chaos/chaos.spec.ts',
  'test/security/access/reviewed.e2e.spec.ts',
  'test/security/consents/revocation-and-erasure.e2e.spec.ts',
  'test/e2e/batches.e2e.spec.ts',
  'test/e2e/faults.e2e.spec.ts',
  'test/security/consents/erasure-after-restore.e2e.spec.ts',
  'test/e2e/operator.e2e.spec.ts',
  'test/e2e/fuzz.e2e.spec.ts',
  'test/e2e/telemetry.e2e.spec.ts',
  'test/e2e/telemetry-sampling.e2e.spec.ts',
  'test/security/consents/same-recording.e2e.spec.ts',
  'test/security/consents/withdrawal-in-outage.e2e.spec.ts',
  'test/e2e/enrol-and-speak.e2e.spec.ts',
  'test/e2e/long-texts.e2e.spec.ts',
  'test/e2e/endpoint-discovery.e2e.spec.ts',
  'test/e2e/two-doors.e2e.spec.ts',
  'test/e2e/producers.e2e.spec.ts',
  'test/e2e/legal-hold.e2e.spec.ts',
  'test/e2e/speech.e2e.spec.ts',
  'test/e2e/notifications.e2e.spec.ts',
  'test/e2e/sandbox-kills.e2e.spec.ts',
  'test/e2e/batches-unsigned.e2e.spec.ts',
  'test/e2e/account-keys.e2e.spec.ts',
  'test/e2e/smoke.e2e.spec.ts',
  'test/security/bodies/unread-bodies.e2e.spec.ts',
  'test/e2e/idempotency.e2e.spec.ts',
  'test/e2e/doctor.e2e.spec.ts',
  'test/simulator/simulator.spec.ts',
  'libs/audio/src/pool/worker-loss.spec.ts',
  'apps/sandbox/src/service-bus/sdk-faults.spec.ts',
  'test/architecture/silent-receivers.spec.ts',
  'test/infra/policies/policies.spec.ts',
  'test/rights/doctor.spec.ts',
  'test/security/budgets/api.spec.ts',
  'libs/audio/src/pool/recordings.spec.ts',
  'libs/audio/src/pool/hostile.spec.ts',
  'apps/sandbox/src/main.spec.ts',
  'apps/worker/src/uploads/examine-recording.usecase.spec.ts',
];

/**
 * Starts the longest spec files first, so that none of them runs alone at the end. Vitest knows how long a file took only where its cache of
 * the run before is, and goes by size elsewhere, as in a fresh clone.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const index = LONGEST.findIndex((path) => moduleId.endsWith(`/${path}`));
      return index === -1 ? LONGEST.length : index;
    };
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

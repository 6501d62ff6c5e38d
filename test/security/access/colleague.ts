import { beforeAll, expect, it } from 'vitest';
import { ApiClient, ApiProblem, type OperationAnswer } from '../../support/api-client.ts';
import { type Ids, OWNER, type Reviewed, tokenOf } from './reviewed-system.ts';

const COLLEAGUE = { ...OWNER, oid: 'b0000000-0000-4000-8000-0000000000cc' };
const PARTIES = { voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' };

/** Somebody else in the owner's tenant, who may enroll and speak, and read the ids of everything in it. */
export function describeColleague(reviewed: () => Reviewed): void {
  let owner: ApiClient;
  let colleague: ApiClient;

  beforeAll(async () => {
    const { system } = reviewed();
    const clientOf = async (person: typeof OWNER): Promise<ApiClient> => {
      const roles = ['Voice.Enroll', 'Voice.Synthesize'];
      return new ApiClient(system.apiUrl, await tokenOf(system, { ...person, roles, scp: 'access_as_user' }));
    };
    [owner, colleague] = await Promise.all([clientOf(OWNER), clientOf(COLLEAGUE)]);
  });

  const refusal = async (api: ApiClient, path: string, body?: object): Promise<ApiProblem> =>
    api.send('POST', path, body).then(
      () => expect.fail(`${path} was not refused`),
      (error: unknown) => {
        if (error instanceof ApiProblem) return error;
        throw error;
      },
    );

  it('cannot use the recordings of the owner, and is answered as if there were none', async () => {
    const { own, missing } = reviewed();
    const { id: consentId } = await colleague.json<{ id: string }>('POST', '/v1/consents', PARTIES);
    const requests: ((ids: Ids) => readonly [string, object])[] = [
      ({ upload: uploadId }) => ['/v1/consents', { ...PARTIES, uploadId }],
      ({ upload: uploadId }) => [`/v1/consents/${consentId}/recording`, { uploadId }],
      ({ upload: uploadId }) => ['/v1/voices', { name: 'Ada', kind: 'personal', consentId, samples: [{ uploadId }] }],
    ];
    for (const request of requests) {
      const [onOwners, onMissing] = await Promise.all([
        refusal(colleague, ...request(own)),
        refusal(colleague, ...request(missing)),
      ]);
      expect(onOwners).toMatchObject({ status: 422, code: 'unknown-reference' });
      expect(onOwners.message.replaceAll(own.upload, '<id>')).toBe(
        onMissing.message.replaceAll(missing.upload, '<id>'),
      );
    }
  });

  it("cannot cancel or retry the owner's work", async () => {
    const { own } = reviewed();
    const speech = await owner.json<OperationAnswer>('POST', '/v1/syntheses', {
      voiceId: own.voice,
      text: 'Hello. '.repeat(400),
    });
    for (const path of [
      `/v1/operations/${speech.id}/cancel`,
      `/v1/batches/${own.batch}/cancel`,
      `/v1/batches/${own.batch}/retry`,
    ]) {
      expect(await refusal(colleague, path)).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect(await owner.follow(speech, () => undefined)).toMatchObject({ status: 'succeeded' });
  });
}

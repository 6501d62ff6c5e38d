import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '#auth';
import type { RequestIds } from '#documents';
import type { ProducerRequestType } from '#domain';
import { stub } from '#domain/testing';
import { ProducerRequests } from './producer-requests.ts';

const ID = '01K2Z3Y4X5W6V7T8S9R0Q1P2N3';
const ivr: Principal = { kind: 'application', tenantId: 't', objectId: 'o', clientId: 'o', roles: [], producer: 'ivr' };
const ids = stub<RequestIds>({});
const operationOf = (kind: string, id: string) => ({ id: `op_${ID}`, subject: { kind, id } });

describe(ProducerRequests.name, () => {
  const execute = vi.fn();
  const requests = new ProducerRequests(
    stub({ execute }),
    stub({ execute }),
    stub({ execute }),
    stub({ execute }),
    stub({ execute }),
    stub({ execute }),
  );
  const ask = (type: ProducerRequestType, body: unknown) => requests.execute(type, ivr, body, ids);

  beforeEach(() => void execute.mockReset());

  it('hands a valid body to the use case, and tells what work was accepted', async () => {
    execute.mockResolvedValue(operationOf('synthesis', `syn_${ID}`));
    const body = { voiceId: `vce_${ID}`, text: 'The kettle is on.' };
    expect(await ask('synthesis.request', body)).toEqual({
      kind: 'synthesis',
      id: `syn_${ID}`,
      operationId: `op_${ID}`,
    });
    expect(execute).toHaveBeenCalledExactlyOnceWith(ivr, expect.objectContaining(body), ids);
  });

  it('erases a voice with its consent, unless the consent is to stay', async () => {
    execute.mockResolvedValue(operationOf('voice', `vce_${ID}`));
    await ask('voice.erase.request', { voiceId: `vce_${ID}` });
    await ask('voice.erase.request', { voiceId: `vce_${ID}`, keepConsent: true });
    expect(execute.mock.calls.map(([, , choice]) => choice)).toEqual([{ keepConsent: false }, { keepConsent: true }]);
  });

  it.each([
    ['speech.cancel', { operationId: 'syn_1' }, '/operationId'],
    ['voice.erase.request', { voiceId: `vce_${ID}`, keepConsent: 'yes' }, '/keepConsent'],
    ['synthesis.request', { voiceId: `vce_${ID}`, text: 'Hello.', format: 'tape' }, '/format'],
  ] as const)('refuses a wrong %s with its pointer, and does nothing', async (type, body, pointer) => {
    await expect(ask(type, body)).rejects.toMatchObject({ code: 'invalid-request', fields: [{ pointer }] });
    expect(execute).not.toHaveBeenCalled();
  });
});

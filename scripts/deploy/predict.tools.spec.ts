import { describe, expect, it } from 'vitest';
import { findBicep } from '../../test/infra/bicep.ts';
import { differenceFromReview, predict } from './predict.ts';
import { Prediction } from './prediction.ts';

const FILE = 'infra/main.private.bicepparam';
const bicep = await findBicep();

describe.skipIf(bicep === undefined)('predictions by the compiler', () => {
  it('name the resources of the target, and hold no secret', async () => {
    const target = {
      subscriptionId: '11111111-1111-1111-1111-111111111111',
      tenantId: '22222222-2222-2222-2222-222222222222',
      resourceGroup: 'rg-test',
      location: 'westeurope',
    };
    const { PATH, HOME } = process.env;
    const secrets = { RECEIPT_SIGNING_KEYS: 'value-of-one', WEBHOOK_SECRET_KEYS: 'value-of-two' };
    const text = await predict(FILE, target, { PATH, HOME, AZURE_TENANT_ID: target.tenantId, ...secrets });
    expect(text).not.toMatch(/value-of-(one|two)/);
    const { predictedResources } = JSON.parse(text) as { predictedResources: [] };
    const prediction = new Prediction(predictedResources);
    // uniqueString of this subscription and group, as Azure computes it too.
    expect(prediction.nameOf('Microsoft.ServiceBus/namespaces')).toBe('sb-voice-prod-fk5b4a');
    expect(prediction.registryServer).toBe('crvoiceprodfk5b4a7f.azurecr.io');
    expect(prediction.isInternal).toBe(true);
    expect(prediction.registryIsPrivate).toBe(true);
  });

  it('differ from what was reviewed in nothing', async () => {
    expect(await differenceFromReview(FILE)).toBe('');
  });

  it('are refused for a parameter file that is not beside the template', async () => {
    await expect(differenceFromReview('README.md')).rejects.toThrow('right: a parameter file in infra');
  });
});

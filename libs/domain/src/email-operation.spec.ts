import { describe, it } from 'vitest';
import { deliveryIdOf, emailOperationId } from './email-operation.ts';

describe('the id of an operation that sends an e-mail', () => {
  it('is a UUID from which the delivery is read back', ({ expect }) => {
    for (const id of [
      'dlv_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
      'dlv_00000000000000000000000000',
      'dlv_7ZZZZZZZZZZZZZZZZZZZZZZZZZ',
    ]) {
      expect(emailOperationId(id)).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
      expect(deliveryIdOf(emailOperationId(id))).toBe(id);
      expect(deliveryIdOf(emailOperationId(id).toUpperCase())).toBe(id);
    }
  });

  it('is no delivery where it is no UUID', ({ expect }) => {
    for (const id of ['', 'x', '0123', 'zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz'])
      expect(deliveryIdOf(id)).toBeUndefined();
  });
});

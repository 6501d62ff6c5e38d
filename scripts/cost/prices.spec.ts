import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPrices } from './prices.ts';

const FILE = readFileSync(join(import.meta.dirname, '..', '..', 'infra', 'prices.json'), 'utf8');
const file = (prices: object) => JSON.stringify({ currency: 'USD', about: '', prices });
const METER = { serviceName: 'Service Bus', meterName: 'Premium Messaging Unit', unitOfMeasure: '1 Hour', times: 730 };
const item = (change: object = {}) => ({
  currencyCode: 'USD',
  retailPrice: 0.9,
  unitOfMeasure: '1 Hour',
  serviceName: 'Service Bus',
  productName: 'Service Bus',
  meterName: 'Premium Messaging Unit',
  armRegionName: 'westeurope',
  effectiveStartDate: '2026-10-01T00:00:00Z',
  type: 'Consumption',
  ...change,
});
const answers = (...items: object[]) => JSON.stringify({ Items: items });

describe('prices', () => {
  it('of the project have a source and a date, or say why they are not verified', () => {
    const prices = readPrices(FILE);
    expect(prices.keys.length).toBeGreaterThan(20);
    for (const key of prices.keys) {
      const { note, isVerified } = prices.of(key);
      if (isVerified) expect(note, key).toMatch(/\w.*, \d{4}-\d\d-\d\d$/);
      else expect(note, key).not.toBe('');
    }
  });

  it.each([
    ['no source', { value: 1, unit: 'month', date: '2026-11-28' }],
    ['no date', { value: 1, unit: 'month', source: 'a page' }],
    ['neither those nor a reason', { value: 1, unit: 'month' }],
    ['no value although it is said to be verified', { value: null, unit: 'month', source: 'a', date: '2026-11-28' }],
  ])('are refused with %s', (_what, price) => {
    expect(() => readPrices(file({ price }))).toThrow();
  });

  it('of the Retail Prices API take the place of those in the file, in our unit', () => {
    const prices = readPrices(
      file({ premium: { value: 677, unit: 'month', unverified: 'recalled', meter: METER } }),
      answers(item(), item({ type: 'Reservation', retailPrice: 0.1 }), item({ meterName: 'Other', retailPrice: 5 })),
    );
    expect(prices.of('premium')).toMatchObject({ isVerified: true, note: 'Retail Prices API, westeurope, 2026-10-01' });
    expect(prices.of('premium').value).toBeCloseTo(657);
  });

  it('beyond the free tier of a meter are the ones that count', () => {
    const prices = readPrices(
      file({ premium: { value: 1, unit: 'month', unverified: 'recalled', meter: { ...METER, times: 1 } } }),
      answers(
        item({ retailPrice: 0 }),
        item({ tierMinimumUnits: 13 }),
        item({ tierMinimumUnits: 100, retailPrice: 0.5 }),
      ),
    );
    expect(prices.of('premium').value).toBe(0.9);
  });

  it('that the API does not have stay as they are, and are named', () => {
    const prices = readPrices(
      file({ premium: { value: 677, unit: 'month', unverified: 'recalled', meter: METER } }),
      answers(item({ meterName: 'Other' })),
    );
    expect(prices.of('premium')).toMatchObject({ value: 677, isVerified: false });
    expect(prices.notFound).toEqual(['premium']);
  });

  it('of several regions, or in another currency, are refused', () => {
    const text = file({ premium: { value: 677, unit: 'month', unverified: 'recalled', meter: METER } });
    expect(() => readPrices(text, answers(item(), item({ retailPrice: 1, armRegionName: 'eastus' })))).toThrow(
      /one region/,
    );
    expect(() => readPrices(text, answers(item({ currencyCode: 'EUR' })))).toThrow(/EUR/);
  });
});

import { z } from 'zod';

const meter = z.strictObject({
  serviceName: z.string(),
  productName: z.string().optional(),
  meterName: z.string(),
  unitOfMeasure: z.string(),
  /** How many of the API's unit our unit is: 730 hours are a month. */
  times: z.number().positive().optional(),
});
const known = z.strictObject({
  value: z.number().nonnegative(),
  unit: z.string().min(1),
  source: z.string().min(1),
  date: z.iso.date(),
  meter: meter.optional(),
});
const unverified = z.strictObject({
  /** Null: nobody knows; a line with it has no amount. */
  value: z.number().nonnegative().nullable(),
  unit: z.string().min(1),
  unverified: z.string().min(1),
  meter: meter.optional(),
});
const priceFile = z.strictObject({
  currency: z.string().length(3),
  about: z.string(),
  prices: z.record(z.string(), z.union([known, unverified])),
});
/** Of the Retail Prices API (prices.azure.com/api/retail/prices): the fields that are read. */
const retail = z.object({
  Items: z.array(
    z.object({
      currencyCode: z.string(),
      retailPrice: z.number(),
      unitOfMeasure: z.string(),
      serviceName: z.string(),
      productName: z.string(),
      meterName: z.string(),
      armRegionName: z.string().default(''),
      effectiveStartDate: z.string(),
      tierMinimumUnits: z.number().default(0),
      type: z.string().default('Consumption'),
    }),
  ),
});

/** A price of `infra/prices.json`, or of the Retail Prices API in its place. */
export interface Price {
  readonly value: number | null;
  readonly unit: string;
  /** Where and when it was read, or why it is not verified. */
  readonly note: string;
  readonly isVerified: boolean;
}

export interface Prices {
  readonly currency: string;
  /** @throws Error for a key that the file does not have */
  of(key: string): Price;
  readonly keys: readonly string[];
  /** Keys with a meter for which the given answers of the API have no price. */
  readonly notFound: readonly string[];
}

/**
 * @param text of `infra/prices.json`
 * @param retailText answers of the Retail Prices API, whose prices take the place of those in the file
 * @throws Error for a file that does not fit, a price without source and date, another currency, or a meter with different prices
 */
export function readPrices(text: string, retailText?: string): Prices {
  const { currency, prices } = priceFile.parse(JSON.parse(text));
  const items = retailText === undefined ? [] : retail.parse(JSON.parse(retailText)).Items;
  const notFound: string[] = [];
  const table = new Map<string, Price>();
  for (const [key, price] of Object.entries(prices)) {
    const found = price.meter === undefined ? undefined : retailPrice(price.meter, items, currency);
    if (retailText !== undefined && found === undefined && price.meter !== undefined) notFound.push(key);
    table.set(key, found === undefined ? asWritten(price) : { ...found, unit: price.unit });
  }
  return {
    currency,
    keys: [...table.keys()],
    notFound,
    of: (key) => {
      const price = table.get(key);
      if (price === undefined) throw new Error(`infra/prices.json has no price '${key}'`);
      return price;
    },
  };
}

function asWritten(price: z.output<typeof known> | z.output<typeof unverified>): Price {
  const { value, unit } = price;
  return 'source' in price
    ? { value, unit, note: `${price.source}, ${price.date}`, isVerified: true }
    : { value, unit, note: price.unverified, isVerified: false };
}

function retailPrice(
  wanted: z.output<typeof meter>,
  items: z.output<typeof retail>['Items'],
  currency: string,
): Omit<Price, 'unit'> | undefined {
  const fitting = items.filter(
    (item) =>
      item.type === 'Consumption' &&
      item.serviceName === wanted.serviceName &&
      item.meterName === wanted.meterName &&
      item.unitOfMeasure === wanted.unitOfMeasure &&
      (wanted.productName === undefined || item.productName === wanted.productName),
  );
  // The first tier of many meters is free: what is beyond it is what the lines count.
  const charged = fitting.filter(({ retailPrice: value }) => value > 0);
  const lowest = Math.min(...charged.map(({ tierMinimumUnits }) => tierMinimumUnits));
  const [first, ...others] = charged.filter(({ tierMinimumUnits }) => tierMinimumUnits === lowest);
  if (first === undefined) return undefined;
  if (first.currencyCode !== currency) {
    throw new Error(`The prices are in ${first.currencyCode}, infra/prices.json is in ${currency}`);
  }
  if (others.some(({ retailPrice: value }) => value !== first.retailPrice)) {
    throw new Error(`There are different prices of '${wanted.meterName}': ask the API for one region only`);
  }
  return {
    value: first.retailPrice * (wanted.times ?? 1),
    note: `Retail Prices API, ${first.armRegionName}, ${first.effectiveStartDate.slice(0, 10)}`,
    isVerified: true,
  };
}

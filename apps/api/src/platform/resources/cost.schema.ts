import { described } from '#intake';
import { z } from 'zod';

/** Costs are kept in millionths of the currency. */
export const MICROS = 1_000_000;

export function costSchema(description: string) {
  return described(z.number().min(0), description, 0.032832);
}

export const currencySchema = described(z.string(), 'Currency of all costs (`SPEECH_CURRENCY`)', 'USD');

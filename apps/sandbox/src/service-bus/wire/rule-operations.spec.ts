import rhea, { type Typed } from 'rhea';
import { describe, expect, it } from 'vitest';
import { stub } from '#domain/testing';
import type { Entity } from '../model/broker.ts';
import { Rules } from '../model/rules.ts';
import { contentOf } from '../model/queue.fixture.ts';
import { decodeRequest } from './management-request.ts';
import { addRule, enumerateRules } from './rule-operations.ts';
import { encodeSection, entriesOf, mapOf, plain, SectionCode, splitSections } from './sections.ts';

const { types } = rhea;
/** Where the application properties stand in a listed correlation filter. */
const PROPERTIES = 8;

const id = Buffer.alloc(16, 3);
const when = new Date(1_767_323_045_000);
const properties = {
  int: types.wrap_int(7),
  long: types.wrap_long(8),
  short: types.wrap_short(9),
  text: types.wrap_string('x'),
  id: types.wrap_uuid(id),
  when: types.wrap_timestamp(when.getTime()),
};

/** A subscription with one rule, which a client has added. */
function subscriptionWith(filter: Record<string, unknown>): { readonly entity: Entity; readonly rules: Rules } {
  const rules = new Rules([]);
  const entity = stub<Entity>({ rules, queue: undefined });
  const body = types.wrap_map({ 'rule-name': 'r', 'rule-description': { 'correlation-filter': filter } });
  const request = decodeRequest(rhea.message.encode({ body }));
  addRule(entity, request.body as Record<string, unknown>);
  return { entity, rules };
}

/** The properties of the only filter, as they go to the client. */
function listedProperties(entity: Entity): Record<string, Typed> {
  const answer = types.wrap_map(enumerateRules(entity, {}) ?? {});
  const [section] = splitSections(encodeSection(SectionCode.value, answer));
  if (section === undefined) throw new Error('nothing was listed');
  const [rule] = listIn(mapOf(section)['rules']);
  const [filter] = listIn(rule && entriesOf(rule)['rule-description']);
  const listed = listIn(filter)[PROPERTIES];
  if (listed === undefined) throw new Error('no properties were listed');
  return entriesOf(listed);
}

function listIn(typed: Typed | undefined): readonly Typed[] {
  return Array.isArray(typed?.value) ? (typed.value as Typed[]) : [];
}

describe('rules of a subscription', () => {
  it('are listed with the AMQP types that they were made with', () => {
    const listed = listedProperties(subscriptionWith({ properties: types.wrap_map(properties) }).entity);
    const codes = Object.entries(listed).map(([name, { type }]) => [name, (type as { typecode: number }).typecode]);
    expect(Object.fromEntries(codes)).toEqual({ int: 0x54, long: 0x55, short: 0x61, text: 0xa1, id: 0x98, when: 0x83 });
    expect(plain(listed['id'])).toEqual(id);
  });

  it('compare dates and UUIDs by what they say', () => {
    const { rules } = subscriptionWith({ properties: types.wrap_map(properties) });
    const equal = { int: 7, long: 8, short: 9, text: 'x', id: Buffer.from(id), when: new Date(when) };
    const matches = (application: Record<string, unknown>) => rules.matches(contentOf({}, application));
    expect(matches(equal)).toBe(true);
    expect(matches({ ...equal, id: Buffer.alloc(16, 4) })).toBe(false);
    expect(matches({ ...equal, when: new Date(0) })).toBe(false);
    expect(matches({ ...equal, int: 8 })).toBe(false);
  });

  it('take null for no properties', () => {
    const { rules } = subscriptionWith({ label: 'urgent', properties: null });
    expect(rules.matches(contentOf({ subject: 'urgent' }))).toBe(true);
    expect(rules.matches(contentOf({ subject: 'calm' }))).toBe(false);
  });
});

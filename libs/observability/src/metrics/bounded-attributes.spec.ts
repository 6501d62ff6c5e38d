import { describe, expect, it } from 'vitest';
import { ATTRIBUTES } from './attributes.ts';
import { BoundedAttributes, OTHER } from './bounded-attributes.ts';

const ID = 'syn_01JDXQ5W8Y3M9K2T7V4R6N0B1C';

describe(BoundedAttributes.name, () => {
  it('passes on the attributes of the row, and no others', () => {
    const given = { 'messaging.destination.name': 'maintenance', subjectId: ID, 'error.type': undefined };
    expect(new BoundedAttributes().of('voice.messages.dead_lettered', given)).toEqual({
      'messaging.destination.name': 'maintenance',
    });
  });

  it('replaces a value that a list does not have', () => {
    const bounded = new BoundedAttributes();
    expect(bounded.of('voice.speech.characters', { 'voice.use': 'live' })).toEqual({ 'voice.use': 'live' });
    expect(bounded.of('voice.speech.characters', { 'voice.use': ID })).toEqual({ 'voice.use': OTHER });
  });

  it.each([
    `/v1/syntheses/${ID}`,
    '/v1/x/550e8400-e29b-41d4-a716-446655440000',
    'Alice Example',
    'alice@example.com',
    'a'.repeat(200),
  ])('replaces %j, which is no route, queue or code', (value) => {
    const { 'http.route': route } = new BoundedAttributes().of('http.server.request.duration', { 'http.route': value });
    expect(route).toBe(OTHER);
  });

  it('replaces every further value when there are as many as there can be', () => {
    const { max } = ATTRIBUTES['messaging.destination.name'].values;
    const bounded = new BoundedAttributes();
    const values = Array.from({ length: max + 5 }, (_, index) => `queue-${index}`);
    const recorded = values.map(
      (name) => bounded.of('voice.queue.age', { 'messaging.destination.name': name })['messaging.destination.name'],
    );
    expect(recorded.filter((value) => value === OTHER)).toHaveLength(5);
    expect(bounded.of('voice.queue.age', { 'messaging.destination.name': 'queue-0' })).toEqual({
      'messaging.destination.name': 'queue-0',
    });
  });
});

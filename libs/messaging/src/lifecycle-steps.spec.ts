import { expect, it } from 'vitest';
import { type DrivenKind, LIFECYCLES, stepsOf } from '#domain';
import { messageTypeOf } from './message-table.ts';

it.each((Object.keys(LIFECYCLES) as DrivenKind[]).flatMap(stepsOf))(
  'the step %s of a lifecycle has a message',
  (step) => {
    expect(messageTypeOf(step)).toBeDefined();
  },
);

import { z } from 'zod';
import { MEMORY_ONLY, type StateStore } from '../../data/state-store.ts';
import { checkId } from '../operations.ts';
import { ApiError } from '../rest/api-error.ts';
import type { RestAnswer, RestCall } from '../rest/call.ts';
import { Collection, digestOf, timestamp } from './collection.ts';

const projectBody = z.object({
  kind: z.enum(['ProfessionalVoice', 'PersonalVoice']),
  displayName: z.string().min(1).optional(),
  description: z.string().optional(),
  locale: z.string().optional(),
});

interface Project extends z.infer<typeof projectBody> {
  readonly id: string;
  readonly createdDateTime: string;
  readonly digest: string;
}

export class Projects {
  private readonly collection: Collection<Project>;

  constructor(
    private readonly now: () => number,
    state: StateStore = MEMORY_ONLY,
  ) {
    this.collection = new Collection('project', ['digest'], state.area('speech/projects'));
    for (const project of this.collection.load()) this.collection.add(project);
  }

  has(id: string): boolean {
    return this.collection.find(id) !== undefined;
  }

  /** Undefined when it does not exist. */
  kindOf(id: string): Project['kind'] | undefined {
    return this.collection.find(id)?.kind;
  }

  get(call: RestCall): RestAnswer {
    return this.collection.answer(call.parameter('id'));
  }

  list(call: RestCall): RestAnswer {
    return this.collection.list(call);
  }

  /** Making the same project again answers the one that is there; a different one under its id is refused. */
  create(call: RestCall): RestAnswer {
    const id = checkId(call.parameter('id'));
    const body = call.json(projectBody);
    const digest = digestOf(call.operation, id, body);
    const existing = this.collection.find(id);
    if (existing !== undefined && existing.digest !== digest) {
      throw new ApiError('BadRequest', 'A different project with this id exists.');
    }
    if (existing === undefined) this.collection.add({ id, ...body, createdDateTime: timestamp(this.now()), digest });
    return { status: 201, body: this.collection.answer(id).body ?? {}, replayed: existing !== undefined };
  }

  delete(id: string): boolean {
    return this.collection.delete(id) !== undefined;
  }
}

import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

export interface Tag {
  readonly name: string;
  readonly description: string;
}

const TAG = 'openApiTag';

/** On a controller: the group of its operations. Another controller joins the group by `@ApiTags`. */
export function Tagged(name: string, description: string): ClassDecorator {
  return applyDecorators(ApiTags(name), SetMetadata(TAG, { name, description } satisfies Tag));
}

export function tagOf(controller: Function): Tag | undefined {
  return Reflect.getMetadata(TAG, controller) as Tag | undefined;
}

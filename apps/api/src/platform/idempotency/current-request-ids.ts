import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RequestIds } from '#documents';

const idsOfRequests = new WeakMap<object, RequestIds>();

export function setRequestIds(request: object, ids: RequestIds): void {
  idsOfRequests.set(request, ids);
}

/** `@CurrentRequestIds() ids: RequestIds`: the ids of what the request creates; those of its first run when it is repeated. */
export const CurrentRequestIds = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return idsOfRequests.get(context.switchToHttp().getRequest<object>()) ?? RequestIds.once();
});

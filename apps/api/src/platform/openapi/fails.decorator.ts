import { SetMetadata } from '@nestjs/common';
import type { ErrorCode } from '#domain';

const FAILS = 'openApiFails';

/** The error codes with which this route fails, beside those that follow from what it takes (see `errorCodesOf`). */
export function Fails(...codes: readonly ErrorCode[]): MethodDecorator {
  return SetMetadata(FAILS, codes);
}

export function failuresOf(handler: Function): readonly ErrorCode[] {
  return (Reflect.getMetadata(FAILS, handler) as readonly ErrorCode[] | undefined) ?? [];
}

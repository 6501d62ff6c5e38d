import { type Context, type ContextManager, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { currentTrace, heldBySpan, runInSpan } from '../../context.ts';
import { isContext, spanContextOf, traceOf } from './span-contexts.ts';

/** Has OpenTelemetry, and with it the Azure SDKs, see the span of the log context: there is one context, not two. */
export class LogContextManager implements ContextManager {
  active(): Context {
    const held = heldBySpan();
    if (isContext(held)) return held;
    const current = currentTrace();
    return current ? trace.setSpanContext(ROOT_CONTEXT, spanContextOf(current)) : ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return runInSpan(traceOf(context), () => fn.call(thisArg, ...args), context);
  }

  bind<T>(context: Context, target: T): T {
    if (typeof target !== 'function') return target;
    const bound = (...args: unknown[]): unknown =>
      runInSpan(traceOf(context), () => Reflect.apply(target, undefined, args), context);
    return Object.assign(bound, target);
  }

  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}

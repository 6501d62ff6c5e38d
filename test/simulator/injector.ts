import 'reflect-metadata';
import type { FactoryProvider, Provider, Type } from '@nestjs/common';

/** What Nest's `@Inject()` leaves on a class, and TypeScript for parameters without it. */
const DECLARED = 'self:paramtypes';
const TYPES = 'design:paramtypes';

type Token = unknown;
type Class<T> = new (...parts: never[]) => T;

/** Makes the classes of an app with the providers of its own modules, without starting Nest: thousands of processes start a minute. */
export class Injector {
  readonly #instances: Map<Token, unknown>;
  readonly #factories: ReadonlyMap<Token, FactoryProvider>;

  /** @param given what is there already: instead of what a module would provide */
  constructor(given: readonly (readonly [Token, unknown])[], providers: readonly Provider[]) {
    this.#instances = new Map(given);
    this.#factories = new Map(
      providers
        .filter((provider): provider is FactoryProvider => typeof provider === 'object' && 'useFactory' in provider)
        .map((provider) => [provider.provide, provider]),
    );
  }

  get<T>(token: Class<T>): T;
  get(token: Token): unknown;
  get(token: Token): unknown {
    if (this.#instances.has(token)) return this.#instances.get(token);
    const instance = this.make(token);
    this.#instances.set(token, instance);
    return instance;
  }

  private make(token: Token): unknown {
    const factory = this.#factories.get(token);
    if (factory) {
      const tokens = (factory.inject ?? []) as Token[];
      return (factory.useFactory as (...parts: unknown[]) => unknown)(...tokens.map((part) => this.get(part)));
    }
    if (typeof token !== 'function') throw new Error(`The simulator has nothing for ${String(token)}`);
    const types = (Reflect.getMetadata(TYPES, token) as Token[] | undefined) ?? [];
    const declared = (Reflect.getMetadata(DECLARED, token) as { index: number; param: Token }[] | undefined) ?? [];
    const parts = types.map((type, index) => declared.find((part) => part.index === index)?.param ?? type);
    if (parts.some((part) => part === Object)) throw new Error(`The simulator cannot make ${token.name}`);
    return new (token as Type<unknown>)(...parts.map((part) => this.get(part)));
  }
}

/** The providers of a module and of those that it imports, as their decorators list them. */
export function providersOf(module: Type<unknown>): Provider[] {
  const imports = (Reflect.getMetadata('imports', module) as Type<unknown>[] | undefined) ?? [];
  const own = (Reflect.getMetadata('providers', module) as Provider[] | undefined) ?? [];
  return [...own, ...imports.flatMap(providersOf)];
}

/** What Nest's `DiscoveryService` would say of these providers. */
export function handlersAmong(providers: readonly Provider[], injector: Injector) {
  const classes = new Set(providers.filter((provider) => typeof provider === 'function'));
  return [...classes].map((metatype) => ({
    metatype,
    name: metatype.name,
    get instance() {
      return injector.get(metatype);
    },
  }));
}

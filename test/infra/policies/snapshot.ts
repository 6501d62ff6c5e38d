import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { INFRA } from '../bicep.ts';
import type { Predicted } from '../infra-check.ts';
import { at, type Json } from './json.ts';

/** A resource as the compiler predicts it. */
export type Resource = {
  [name: string]: Json;
  id: string;
  type: string;
  name: string;
  apiVersion: string;
};

/** What a parameter set would deploy, `infra/{set}.snapshot.json`, in a form that may be changed: policies are tested with changes that break them. */
export class JsonSnapshot {
  readonly set: Predicted;
  readonly resources: Resource[];
  readonly outputs: Json;
  readonly diagnostics: Json[];

  constructor(set: Predicted, resources: Resource[], outputs: Json, diagnostics: Json[]) {
    this.set = set;
    this.resources = resources;
    this.outputs = outputs;
    this.diagnostics = diagnostics;
  }

  static async read(set: Predicted): Promise<JsonSnapshot> {
    return JsonSnapshot.parse(set, await readFile(join(INFRA, `${set}.snapshot.json`), 'utf8'));
  }

  /** Takes the text that the compiler has written. */
  static parse(set: Predicted, text: string): JsonSnapshot {
    const { predictedResources, outputs, diagnostics } = JSON.parse(text) as {
      predictedResources: Resource[];
      outputs: Json;
      diagnostics: Json[];
    };
    return new JsonSnapshot(set, predictedResources, outputs, diagnostics);
  }

  /** A copy that may be changed. */
  copy(): JsonSnapshot {
    const { resources, outputs, diagnostics } = structuredClone({
      resources: this.resources,
      outputs: this.outputs,
      diagnostics: this.diagnostics,
    });
    return new JsonSnapshot(this.set, resources, outputs, diagnostics);
  }

  /** The resources of a type, without `Microsoft.`: `ServiceBus/namespaces`. */
  ofType(type: string): Resource[] {
    const whole = `Microsoft.${type}`;
    return this.resources.filter((resource) => resource.type === whole);
  }

  /** The first resource of a type that fits. @throws Error where there is none */
  first(type: string, fits: (resource: Resource) => boolean = () => true): Resource {
    const found = this.ofType(type).find((resource) => fits(resource));
    if (found === undefined) throw new Error(`${this.set} has no such ${type}`);
    return found;
  }

  /** The child resources of a resource. */
  childrenOf(parent: Resource, type: string): Resource[] {
    return this.ofType(type).filter((resource) => resource.id.startsWith(`${parent.id}/`));
  }

  has(id: string): boolean {
    return this.resources.some((resource) => resource.id === id);
  }

  remove(resource: Resource): void {
    this.resources.splice(this.resources.indexOf(resource), 1);
  }

  /** Adds a copy of a resource under another name. */
  addCopy(resource: Resource, name: string): Resource {
    const copy = { ...structuredClone(resource), id: resource.id.replace(/[^/]+$/, name), name };
    this.resources.push(copy);
    return copy;
  }
}

/** The name after the last slash. */
export function shortName({ name }: Resource): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** What sort of a type a resource is; empty where the type has none. */
export function kindOf(resource: Resource): string {
  const kind = at(resource, 'kind');
  return typeof kind === 'string' ? kind : '';
}

import { at, listAt, put, textAt } from './json.ts';
import type { Resource, JsonSnapshot } from './snapshot.ts';

export const APP = 'App/containerApps';
/** Where an app's one container is. */
export const CONTAINER = 'properties.template.containers.0';

export const apps = (snapshot: JsonSnapshot): Resource[] => snapshot.ofType(APP);
export const isApi = ({ name }: Resource): boolean => name === 'api';
export const isWorker = (app: Resource): boolean => !isApi(app);

/** What a variable of an app is set to; undefined where it is not, or comes from a secret. */
export function variableOf(app: Resource, name: string): string | undefined {
  const variable = listAt(app, `${CONTAINER}.env`).find((one) => at(one, 'name') === name);
  return variable === undefined ? undefined : textAt(variable, 'value');
}

export function setVariable(app: Resource, name: string, value: string): void {
  const index = listAt(app, `${CONTAINER}.env`).findIndex((one) => at(one, 'name') === name);
  put(app, `${CONTAINER}.env.${index}.value`, value);
}

import { ApiError } from '../../rest/api-error.ts';
import type { RestAnswer, RestCall } from '../../rest/call.ts';
import type { Route } from '../../rest/route.ts';
import type { Endpoints } from './endpoints.ts';
import type { Models } from './models.ts';
import { listRecipes } from './recipes.ts';
import type { TrainingSets } from './training-sets.ts';

export interface ProfessionalParts {
  readonly trainingSets: TrainingSets;
  readonly models: Models;
  readonly endpoints: Endpoints;
}

type Given = readonly [string, Route['method'], string, (call: RestCall) => RestAnswer];

/** Operations of professional voices, below `/customvoice`. */
export function professionalRoutes({ trainingSets, models, endpoints }: ProfessionalParts): readonly Given[] {
  const deleteModel = (call: RestCall): RestAnswer => {
    const id = call.parameter('id');
    // The OpenAPI file does not say so; an order that is always right is asked for.
    if (endpoints.usesModel(id)) throw new ApiError('BadRequest', 'An endpoint uses the model. Delete it first.');
    return models.delete(id);
  };
  return [
    ['TrainingSets_List', 'GET', '/trainingsets', (call) => trainingSets.list(call)],
    ['TrainingSets_Get', 'GET', '/trainingsets/{id}', (call) => trainingSets.get(call)],
    ['TrainingSets_Create', 'PUT', '/trainingsets/{id}', (call) => trainingSets.create(call)],
    ['TrainingSets_Delete', 'DELETE', '/trainingsets/{id}', (call) => trainingSets.delete(call.parameter('id'))],
    ['TrainingSets_UploadData', 'POST', '/trainingsets/{id}:upload', (call) => trainingSets.upload(call)],
    ['Models_ListRecipes', 'GET', '/modelrecipes', () => listRecipes()],
    ['Models_List', 'GET', '/models', (call) => models.list(call)],
    ['Models_Get', 'GET', '/models/{id}', (call) => models.get(call)],
    ['Models_Create', 'PUT', '/models/{id}', (call) => models.create(call)],
    ['Models_Delete', 'DELETE', '/models/{id}', deleteModel],
    ['Endpoints_List', 'GET', '/endpoints', (call) => endpoints.list(call)],
    ['Endpoints_Get', 'GET', '/endpoints/{id}', (call) => endpoints.get(call)],
    ['Endpoints_Create', 'PUT', '/endpoints/{id}', (call) => endpoints.create(call)],
    ['Endpoints_Delete', 'DELETE', '/endpoints/{id}', (call) => endpoints.delete(call.parameter('id'))],
    ['Endpoints_Suspend', 'POST', '/endpoints/{id}:suspend', (call) => endpoints.suspend(call)],
    ['Endpoints_Resume', 'POST', '/endpoints/{id}:resume', (call) => endpoints.resume(call)],
  ];
}

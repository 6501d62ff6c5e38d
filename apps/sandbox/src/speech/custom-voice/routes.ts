import type { Operations } from '../operations.ts';
import { ApiError } from '../rest/api-error.ts';
import type { RestAnswer, RestCall } from '../rest/call.ts';
import type { Route } from '../rest/route.ts';
import { listBaseModels } from './base-models.ts';
import type { Consents } from './consents.ts';
import type { PersonalVoices } from './personal-voices.ts';
import type { Projects } from './projects.ts';

export interface CustomVoiceParts {
  readonly projects: Projects;
  readonly consents: Consents;
  readonly personalVoices: PersonalVoices;
  readonly operations: Operations;
}

/** Custom voice 2026-01-01, without professional voices. */
export function customVoiceRoutes({ projects, consents, personalVoices, operations }: CustomVoiceParts): Route[] {
  const route = (operation: string, method: Route['method'], path: string, handle: Route['handle']): Route => ({
    operation,
    api: 'custom-voice',
    method,
    path: `/customvoice${path}`,
    handle,
  });
  const deleteProject = (call: RestCall): RestAnswer => {
    const id = call.parameter('id');
    // The OpenAPI file forbids it for models and endpoints; that personal voices hold a project too is an assumption.
    if (call.url.searchParams.get('forceDelete') !== 'true' && personalVoices.existsInProject(id)) {
      throw new ApiError('BadRequest', 'The project holds personal voices. Delete them first, or set forceDelete.');
    }
    personalVoices.deleteOfProject(id);
    consents.deleteOfProject(id);
    projects.delete(id);
    return { status: 204 };
  };
  return [
    route('Projects_List', 'GET', '/projects', (call) => projects.list(call)),
    route('Projects_Get', 'GET', '/projects/{id}', (call) => projects.get(call)),
    route('Projects_Create', 'PUT', '/projects/{id}', (call) => projects.create(call)),
    route('Projects_Delete', 'DELETE', '/projects/{id}', deleteProject),
    route('Consents_List', 'GET', '/consents', (call) => consents.list(call)),
    route('Consents_Get', 'GET', '/consents/{id}', (call) => consents.get(call)),
    route('Consents_Create', 'PUT', '/consents/{id}', (call) => consents.createFromUrl(call)),
    route('Consents_Post', 'POST', '/consents/{id}', (call) => consents.createFromForm(call)),
    route('Consents_Delete', 'DELETE', '/consents/{id}', (call) => consents.delete(call.parameter('id'))),
    route('PersonalVoices_List', 'GET', '/personalvoices', (call) => personalVoices.list(call)),
    route('PersonalVoices_Get', 'GET', '/personalvoices/{id}', (call) => personalVoices.get(call)),
    route('PersonalVoices_Create', 'PUT', '/personalvoices/{id}', (call) => personalVoices.createFromContainer(call)),
    route('PersonalVoices_Post', 'POST', '/personalvoices/{id}', (call) => personalVoices.createFromForm(call)),
    route('PersonalVoices_Delete', 'DELETE', '/personalvoices/{id}', (call) =>
      personalVoices.delete(call.parameter('id')),
    ),
    route('BaseModels_List', 'GET', '/basemodels', () => listBaseModels()),
    route('Operations_Get', 'GET', '/operations/{id}', (call) => {
      const { id, status } = operations.get(call.parameter('id'));
      return { status: 200, body: { id, status } };
    }),
    ...PROFESSIONAL_VOICE.map(([operation, method, path]) => route(operation, method, path, notOffered)),
  ];
}

/** Operations of professional voices, which the sandbox does not offer. */
const PROFESSIONAL_VOICE: readonly (readonly [string, Route['method'], string])[] = [
  ['TrainingSets_List', 'GET', '/trainingsets'],
  ['TrainingSets_Get', 'GET', '/trainingsets/{id}'],
  ['TrainingSets_Create', 'PUT', '/trainingsets/{id}'],
  ['TrainingSets_Delete', 'DELETE', '/trainingsets/{id}'],
  ['TrainingSets_UploadData', 'POST', '/trainingsets/{id}:upload'],
  ['Models_ListRecipes', 'GET', '/modelrecipes'],
  ['Models_List', 'GET', '/models'],
  ['Models_Get', 'GET', '/models/{id}'],
  ['Models_Create', 'PUT', '/models/{id}'],
  ['Models_Delete', 'DELETE', '/models/{id}'],
  ['Endpoints_List', 'GET', '/endpoints'],
  ['Endpoints_Get', 'GET', '/endpoints/{id}'],
  ['Endpoints_Create', 'PUT', '/endpoints/{id}'],
  ['Endpoints_Delete', 'DELETE', '/endpoints/{id}'],
  ['Endpoints_Suspend', 'POST', '/endpoints/{id}:suspend'],
  ['Endpoints_Resume', 'POST', '/endpoints/{id}:resume'],
];

function notOffered(): never {
  throw new ApiError('ServiceUnavailable', 'The sandbox does not offer professional voices.', [], 501);
}

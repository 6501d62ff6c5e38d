import type { Operations } from '../operations.ts';
import { ApiError } from '../rest/api-error.ts';
import type { RestAnswer, RestCall } from '../rest/call.ts';
import type { Route } from '../rest/route.ts';
import { listBaseModels } from './base-models.ts';
import type { Consents } from './consents.ts';
import type { PersonalVoices } from './personal-voices.ts';
import { type ProfessionalParts, professionalRoutes } from './professional/professional-routes.ts';
import type { Projects } from './projects.ts';

export interface CustomVoiceParts {
  readonly projects: Projects;
  readonly consents: Consents;
  readonly personalVoices: PersonalVoices;
  readonly professional: ProfessionalParts;
  readonly operations: Operations;
}

/** Custom voice 2026-01-01. */
export function customVoiceRoutes({
  projects,
  consents,
  personalVoices,
  professional,
  operations,
}: CustomVoiceParts): Route[] {
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
    const { trainingSets, models, endpoints } = professional;
    const isForced = call.url.searchParams.get('forceDelete') === 'true';
    const isUsed = [personalVoices, models, endpoints].some((each) => each.existsInProject(id));
    if (isUsed && !isForced) {
      throw new ApiError(
        'BadRequest',
        'The project holds voices, models or endpoints. Delete them, or set forceDelete.',
      );
    }
    for (const each of [endpoints, models, trainingSets, personalVoices]) each.deleteOfProject(id);
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
    ...professionalRoutes(professional).map(([operation, method, path, handle]) =>
      route(operation, method, path, handle),
    ),
  ];
}

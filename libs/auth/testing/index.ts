export { anAdministrator, aPrincipal } from './principal.ts';
export { routesWithoutAccessRule } from './routes-without-access-rule.ts';

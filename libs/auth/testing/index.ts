export { anAdministrator, aPrincipal } from './principal.ts';

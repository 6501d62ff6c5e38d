import { BASH_REGISTRATION } from './run-deploy.ts';
import { describeRegistration } from './registration-scenarios.ts';

describeRegistration(BASH_REGISTRATION);

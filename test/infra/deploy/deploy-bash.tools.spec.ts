import { BASH } from './run-deploy.ts';
import { describeDeployments } from './scenarios.ts';

describeDeployments(BASH, true);

export {
  type JsonExpectation,
  type JsonFault,
  JsonLimitError,
  type JsonLimits,
  JsonSyntaxError,
  parseJson,
  stringifyJson,
} from './json.ts';
export { Pace, runToEnd, type Steps } from './steps.ts';
export { inTurns, TURN_BUDGET_MS } from './turns.ts';

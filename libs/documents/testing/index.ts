export { stored } from './stored.ts';
export { TestDocuments } from './test-documents.ts';
export { unlimitedBudgets } from './unlimited-budgets.ts';
export { VirtualClock } from './virtual-clock.ts';

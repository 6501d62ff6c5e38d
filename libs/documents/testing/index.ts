export { stored } from './stored.ts';
export { TestDocuments } from './test-documents.ts';
export { VirtualClock } from './virtual-clock.ts';

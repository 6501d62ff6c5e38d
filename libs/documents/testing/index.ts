export { stored } from './stored.ts';
export { TestDocuments } from './test-documents.ts';

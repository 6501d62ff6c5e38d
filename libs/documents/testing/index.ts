export { TestDocuments } from './test-documents.ts';

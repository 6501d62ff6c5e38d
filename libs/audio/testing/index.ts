export { TAG_READERS } from '../src/testing/read-tags.ts';
export { toneFile } from '../src/testing/tagged-files.ts';
export { TestFolder } from '../src/testing/test-folder.ts';

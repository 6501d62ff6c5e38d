import { endOnOldNode } from '#config';

// Imported first by the entry, so that an older Node is named before a dependency fails in it.
endOnOldNode();

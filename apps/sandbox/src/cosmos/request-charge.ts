const KIB = 1024;

/**
 * Request units, near Azure's published examples ("Request Units in Azure Cosmos DB": a point read costs 1 at 1 KiB and 10 at 100 KiB, an
 * insert about 5.5 and 50). They grow with size and kind as Azure's do; they are no prices.
 */
export function readCharge(bytes: number): number {
  return rounded(1 + Math.max(0, bytes / KIB - 1) / 11);
}

export function insertCharge(bytes: number): number {
  return rounded(5 + (bytes / KIB) * 0.45);
}

/** The old document leaves the index and the new one enters it. */
export function replaceCharge(bytes: number, oldBytes: number): number {
  return rounded(insertCharge(bytes) + insertCharge(oldBytes));
}

export function deleteCharge(bytes: number): number {
  return insertCharge(bytes);
}

export function queryCharge(loadedDocuments: number, returnedBytes: number): number {
  return rounded(2.3 + loadedDocuments * 0.05 + returnedBytes / KIB / 11);
}

function rounded(charge: number): number {
  return Math.round(charge * 100) / 100;
}

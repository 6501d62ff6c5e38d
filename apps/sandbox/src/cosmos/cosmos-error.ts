/** `x-ms-substatus` of answers that clients tell apart by it (Azure SDKs, `SubStatusCodes`). */
export const SUB_STATUS = {
  partitionKeyMismatch: 1001,
  readSessionNotAvailable: 1002,
  partitionKeyRangeGone: 1002,
  ownerNotFound: 1003,
  crossPartitionQueryNotServable: 1004,
  rbacOperationNotSupported: 5300,
  rbacUnauthorizedMetadata: 5301,
  rbacUnauthorizedData: 5302,
} as const;

/** An answer that is not a success, as Cosmos DB words it. */
export class CosmosError extends Error {
  constructor(
    readonly status: number,
    /** For example `NotFound`. */
    readonly code: string,
    message: string,
    readonly subStatus = 0,
    /** Further members of the error's body. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

export function badRequest(message: string, subStatus = 0): CosmosError {
  return new CosmosError(400, 'BadRequest', message, subStatus);
}

export function notFound(what = 'Resource'): CosmosError {
  return new CosmosError(
    404,
    'NotFound',
    `Entity with the specified id does not exist in the system. (${what} Not Found)`,
  );
}

export function preconditionFailed(): CosmosError {
  const message = 'Operation cannot be performed because one of the specified precondition is not met.';
  return new CosmosError(412, 'PreconditionFailed', message);
}

/** What Azure can do and the sandbox cannot: 501, so that nobody takes it for Azure's answer. */
export function notImitated(what: string): CosmosError {
  return new CosmosError(501, 'NotImitated', `The sandbox does not imitate ${what}. See docs/sandbox.md, “Cosmos DB”.`);
}

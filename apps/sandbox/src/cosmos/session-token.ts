/** The one range of partitions that each container has. */
export const PARTITION_KEY_RANGE_ID = '0';

/** `{range}:{version}#{lsn}`: the format that the SDKs merge (`VectorSessionToken`). */
export function sessionToken(lsn: number): string {
  return `${PARTITION_KEY_RANGE_ID}:-1#${lsn}`;
}

/** Up to which write the client has seen; 0 for one that says nothing. */
export function sessionLsn(token: string | undefined): number {
  const own = (token ?? '').split(',').find((part) => part.startsWith(`${PARTITION_KEY_RANGE_ID}:`));
  const lsn = Number(own?.split('#')[1]);
  return Number.isSafeInteger(lsn) && lsn > 0 ? lsn : 0;
}

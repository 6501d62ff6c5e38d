/** System calls that write, or may, as Node names them in an error. */
const WRITES =
  'open|write|writev|ftruncate|mkdir|mkdtemp|rmdir|unlink|rename|link|symlink|copyfile|fsync|chmod|fchmod|chown|fchown|lchown|utime|futime|lutime|rm|cp';

/**
 * What a program says when it could not write a file. A place that belongs to root, such as `/run` and `/dev` of a container, answers EACCES; a root
 * that cannot be written EROFS; a full `/tmp` ENOSPC. Sockets answer some of them too: only errors of calls that write count.
 */
const REFUSED_WRITE = [
  new RegExp(String.raw`\bE(?:ACCES|PERM|ROFS|NOSPC): [a-z -]+, (?:${WRITES})\b`),
  // Libraries in C have the text of the C library, SQLite its own.
  /\b(?:Read-only file system|No space left on device)\b/,
  /\battempt to write a readonly database\b|\bunable to open database file\b|\bdatabase or disk is full\b/,
];

/** Whether a line of a log tells of a file that could not be written. */
export function isRefusedWrite(line: string): boolean {
  return REFUSED_WRITE.some((pattern) => pattern.test(line));
}

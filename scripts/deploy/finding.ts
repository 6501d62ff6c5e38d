/** What a check of the preflight has to say. A deployment goes on when none is a problem. */
export type Finding =
  | { readonly kind: 'ok' | 'note'; readonly what: string }
  | {
      readonly kind: 'problem';
      /** What was looked at, as a few words. */
      readonly what: string;
      readonly found: string;
      readonly right: string;
      /** A command or an option where there is one. */
      readonly do: string;
    };

export const ok = (what: string): Finding => ({ kind: 'ok', what });
export const note = (what: string): Finding => ({ kind: 'note', what });
export const problem = (what: string, found: string, right: string, fix: string): Finding => ({
  kind: 'problem',
  what,
  found,
  right,
  do: fix,
});

/** As text for people: problems with what was found, what is right and what to do. */
export function printed(findings: readonly Finding[]): string {
  return findings
    .map((each) =>
      each.kind === 'problem'
        ? `  STOP  ${each.what}\n        found: ${each.found}\n        right: ${each.right}\n        do:    ${each.do}`
        : `  ${each.kind.padEnd(4)}  ${each.what}`,
    )
    .join('\n');
}

/** Options in messages are spelled as PowerShell does; for the shell they become `--restore-speech`. */
export function spelt(text: string, style: string | undefined): string {
  if (style !== 'kebab') return text;
  return text.replaceAll(
    /(?<![\w-])-([A-Z][a-z]+(?:[A-Z][a-z]+)*)\b/g,
    (_, name: string) => `-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  );
}

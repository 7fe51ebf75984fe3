/** A block of TypeScript in a Markdown text. */
export interface CodeBlock {
  /** Line of its first line of code, from 1. */
  line: number;
  code: string;
  /** False if it is marked `no-run`: what a reader's page or server does cannot run here. */
  isRun: boolean;
}

/** The blocks fenced as `ts`, or as `ts no-run`. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const fences = markdown.matchAll(/^```ts( no-run)?[ \t]*\n([^]*?)^```[ \t]*$/gm);
  return [...fences].map(({ index, 1: mark, 2: code }) => ({
    line: markdown.slice(0, index).split("\n").length + 1,
    code: code!,
    isRun: mark === undefined,
  }));
}

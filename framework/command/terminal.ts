// The terminal of a command: the folder it was started in, and where its output goes.
import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'

export interface Terminal {
  /** Absolute path. */
  readonly folder: string
  /** The arguments for a command of the site. */
  readonly words?: readonly string[]
  /** Prints a line of the result. */
  print(line: string): void
  /** Prints a line that is not part of the result, such as an error. */
  warn(line: string): void
  /** Adds colour to text where the output supports it. */
  paint(style: Style, text: string): string
  /** Asks a question; `undefined` if the person leaves. Only where a person can answer. */
  ask?(question: string): Promise<string | undefined>
  /** Replaces the last line, which is not part of the result; an empty text removes it. Only where a person reads. */
  update?(line: string): void
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'

/** Creates the terminal of this process; `NO_COLOR` and pipes get plain text. */
export function createTerminal(folder: string): Terminal {
  return {
    folder,
    print: (line) => process.stdout.write(`${line}\n`),
    warn: (line) => process.stderr.write(`${line}\n`),
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
    ...(process.stdin.isTTY && process.stdout.isTTY && { ask }),
    ...(process.stdout.isTTY && { update }),
  }
}

async function ask(question: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  // Ctrl+C and Ctrl+D close it, after which no answer comes.
  const left = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)))
  const answer = await Promise.race([lines.question(question).catch(() => undefined), left])
  if (answer === undefined) process.stdout.write('\n')
  lines.close()
  return answer
}

function update(line: string): void {
  // To the start of the line, and what was there is erased.
  process.stdout.write(`\r\u001B[2K${line}`)
}

// vial shell: JavaScript at a prompt or from standard input, with the site loaded.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { start } from 'node:repl'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'
import type { CommandDef } from 'citty'
import { openSiteClient } from '../build/test-client.ts'
import { openTerminalSite } from './terminal-site.ts'
import type { Terminal } from './terminal.ts'

export const shellCommand: CommandDef = {
  async run({ data }) {
    const terminal = data as Terminal
    const source = await openTerminalSite(terminal)
    try {
      const { app } = await source.handler.open()
      const { load } = source
      const { href } = await load<{ href: unknown }>('vial')
      const names = { app, client: openSiteClient(source), href, load }
      if (!process.stdin.isTTY) return await runScript(await text(process.stdin), names, terminal)
      terminal.print('Available: app, client, href and load(path). Press Ctrl+D to leave.')
      await mkdir(join(source.site.options.root, '.vial'), { recursive: true })
      const history = join(source.site.options.root, '.vial/shell-history')
      await runPrompt(names, { input: process.stdin, output: process.stdout, history })
      return 0
    } finally {
      await source.close()
    }
  },
}

type Names = Readonly<Record<string, unknown>>

/** Runs a script as the body of an async function; an error makes the exit code 1. */
async function runScript(code: string, names: Names, { warn }: Terminal): Promise<number> {
  try {
    const run = new AsyncFunction(...Object.keys(names), code)
    await run(...Object.values(names))
    return 0
  } catch (error) {
    warn(inspect(error))
    return 1
  }
}

// The constructor of async functions has no global name.
const AsyncFunction = (async () => {}).constructor as new (
  ...words: string[]
) => (...values: unknown[]) => Promise<unknown>

export interface PromptOptions {
  readonly input: Readable
  readonly output: Writable
  /** The file for the history (default: none). */
  readonly history?: string
}

/** Runs a prompt with the names in scope and top-level `await`; resolves when it ends. */
export async function runPrompt(names: Names, { input, output, history }: PromptOptions): Promise<void> {
  const prompt = start({ prompt: 'vial> ', input, output })
  Object.assign(prompt.context, names)
  if (history !== undefined) {
    // The prompt works without a history, so failing to open it is fine.
    prompt.setupHistory(history, () => {})
  }
  await new Promise<void>((resolve) => prompt.once('exit', () => resolve()))
}

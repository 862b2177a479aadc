// vial secret: a new SESSION_SECRET.
import { randomBytes } from 'node:crypto'
import type { CommandDef } from 'citty'
import type { Terminal } from './terminal.ts'

export const secretCommand: CommandDef = {
  run({ data }) {
    const terminal = data as Terminal
    terminal.print(randomBytes(32).toString('base64url'))
  },
}

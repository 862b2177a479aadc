#!/usr/bin/env node
// The `vial` command.
import { runCommandLine } from './command-line.ts'
import { createTerminal } from './terminal.ts'

const code = await runCommandLine(process.argv.slice(2), createTerminal(process.cwd()))
// Modules of the site may have left handles open, so exit, but flush the output first.
process.stdout.write('', () => process.exit(code))

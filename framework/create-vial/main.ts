// create-vial: what npm create vial runs. It is vial new, in a package that is quick to download.
import { createNewCommand } from '../command/new.ts'
import { runCommand } from '../command/run-command.ts'
import { createTerminal } from '../command/terminal.ts'

const title = { name: 'create-vial', summary: 'Creates a web application with Vial in a new folder' }
const command = createNewCommand(title.name, 'npm create vial@latest my-site')

process.exitCode = await runCommand(title, command, process.argv.slice(2), createTerminal(process.cwd()))

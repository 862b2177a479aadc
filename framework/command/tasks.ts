// vial tasks: the scheduled tasks of the site, and when they run next.
import type { CommandDef } from 'citty'
import { describeTasks } from '../node/tasks/site-commands.ts'
import { openCommandSite } from './run.ts'
import { formatColumns } from '../build/report/format-columns.ts'
import type { Terminal } from './terminal.ts'

export const tasksCommand: CommandDef = {
  args: {
    built: {
      type: 'boolean',
      description: 'Uses the build in dist/server instead of the sources, as with NODE_ENV=production',
    },
    json: { type: 'boolean', description: 'Prints plain data instead of a table' },
  },
  async run({ args, data }) {
    const terminal = data as Terminal
    const { print, paint } = terminal
    const { site, close } = await openCommandSite(terminal, args.built === true)
    try {
      const tasks = await describeTasks(site.manifest)
      if (args.json) print(JSON.stringify(tasks, null, 2))
      else if (tasks.length === 0) print('This site has no tasks. Write one: defineServer({ tasks: { … } }).')
      else {
        const heads = ['Task', 'Times', 'Zone', 'Next', 'Of'].map((head) => paint('bold', head))
        const rows = tasks.map(({ name, cron, timeZone, next, origin }) => [
          name,
          cron,
          timeZone,
          next,
          origin,
        ])
        for (const line of formatColumns([heads, ...rows])) print(line)
      }
    } finally {
      await close()
    }
  },
}

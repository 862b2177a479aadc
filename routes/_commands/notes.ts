// npx vial run notes: who keeps how many notes.
import type { App } from 'vial'
import { readStatistics } from '../notes/_data/statistics.server.ts'

export const description = 'Tells how many people keep how many notes'

export default async function notes(app: App, args: readonly string[]): Promise<void> {
  const statistics = await readStatistics(app.locals.db)
  if (args.includes('--json')) {
    console.log(JSON.stringify(statistics))
    return
  }
  const { users, notes, lastChange } = statistics
  console.log(`${users} people keep ${notes} notes. Last change: ${lastChange ?? 'never'}.`)
}

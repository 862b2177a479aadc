// npx vial run notes: counts the users and their notes.
import type { App } from 'vial'
import { readStatistics } from '../notes/_data/statistics.server.ts'

export const description = 'Counts the users and their notes'

export default async function notes(app: App, args: readonly string[]): Promise<void> {
  const statistics = await readStatistics(app.locals.db)
  if (args.includes('--json')) {
    console.log(JSON.stringify(statistics))
    return
  }
  const { users, notes, lastChange } = statistics
  console.log(`${users} users, ${notes} notes. Last change: ${lastChange ?? 'never'}.`)
}

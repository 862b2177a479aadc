// Tests that vial check parses each file once.
import type { parseAst } from 'vite'
import { expect, it, vi } from 'vitest'
import { openSite } from '../fixtures/open-site.ts'
import { readVialJson } from '../fixtures/test-terminal.ts'

const parsed: string[] = []
// Counts the calls of Vite's own parser.
vi.mock('vite', async (importOriginal) => {
  const vite = await importOriginal<{ parseAst: typeof parseAst }>()
  return {
    ...vite,
    parseAst(...given: Parameters<typeof parseAst>) {
      parsed.push(given[0])
      return vite.parseAst(...given)
    },
  }
})

it('vial check parses each file once', async () => {
  const files = {
    'routes/index.tsx': `import Town from './town.island.tsx'
      import { findNotes } from '../notes.ts'
      export const loader = () => ({ notes: findNotes })
      export default () => <Town />`,
    'routes/town.island.tsx': `export default () => <p onClick={() => {}}>a town</p>`,
    'routes/_layout.tsx': 'export default ({ children }) => <main>{children}</main>',
    'routes/_middleware.ts': 'export default (ctx, next) => next()',
    'routes/notes.js': `import { findNotes } from '../notes.ts'\nexport const GET = () => findNotes`,
    'notes.ts': 'export const findNotes = () => process.env.NOTES',
  }
  const site = await openSite(files)

  for (const _ of ['first', 'second']) {
    parsed.length = 0
    expect(await readVialJson(site.folder, 'check')).toMatchObject({ errors: 0, warnings: 0 })
    expect(parsed.filter((code) => Object.values(files).includes(code)).sort()).toEqual(
      Object.values(files).sort(),
    )
  }
})

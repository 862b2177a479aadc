import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTemporarySite } from '../fixtures/temporary-site.ts'
import { runVial } from '../fixtures/test-terminal.ts'

describe('vial typegen', () => {
  it('writes the types, even of a site that cannot be served yet', async () => {
    const site = await createTemporarySite({ 'routes/notes/[id=int].tsx': '', 'routes/_layout.tsx': '' })
    onTestFinished(() => site.dispose())
    expect(await runVial(site.folder, 'typegen')).toEqual({
      code: 0,
      output: '.vial/types/routes.d.ts is up to date: 1 route.',
      remarks: '',
    })

    await site.write({ 'routes/about.tsx': '', 'routes/notes/[slug=int].tsx': '' })
    expect(await runVial(site.folder, 'typegen')).toEqual({
      code: 1,
      output: '',
      remarks:
        'routes/notes/[id=int].tsx and routes/notes/[slug=int].tsx answer the same URL. Rename or remove one.',
    })
    const types = await readFile(join(site.folder, '.vial/types/routes.d.ts'), 'utf8')
    expect(types).toContain('"/notes/[id=int]": { params: { id: number }')
    expect(types).toContain('"/about"')
  })
})

import type { Rollup } from 'vite'
import { expect, it } from 'vitest'
import { createImportReader } from './module-imports.ts'

const graph: Record<string, { importedIds: string[]; dynamicallyImportedIds: string[] }> = {
  page: { importedIds: ['framework', 'part'], dynamicallyImportedIds: ['later'] },
  part: { importedIds: ['framework'], dynamicallyImportedIds: [] },
}

it('reads static and dynamic imports, and none of a module that the bundler does not know', () => {
  const read = createImportReader((id) => (graph[id] ?? null) as Rollup.ModuleInfo | null)
  expect(read('page')).toEqual({ fixed: ['framework', 'part'], dynamic: ['later'] })
  expect(read('framework')).toEqual({ fixed: [], dynamic: [] })
})

it('asks the bundler once for each module', () => {
  const asked: string[] = []
  const read = createImportReader((id) => {
    asked.push(id)
    return (graph[id] ?? null) as Rollup.ModuleInfo | null
  })
  for (let route = 0; route < 3; route++) for (const id of ['page', 'part', 'framework']) read(id)
  expect(asked).toEqual(['page', 'part', 'framework'])
})

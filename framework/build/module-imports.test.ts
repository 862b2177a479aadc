import type { Rollup } from 'vite'
import { describe, expect, it } from 'vitest'
import { createImportReader, findLeading } from './module-imports.ts'

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

describe('findLeading()', () => {
  const imports: Record<string, string[]> = {
    'a.tsx': ['shared.ts', 'ring-1.ts', 'a.css'],
    'b.tsx': ['shared.ts'],
    'shared.ts': ['deep.ts'],
    'deep.ts': [],
    'ring-1.ts': ['ring-2.ts'],
    'ring-2.ts': ['ring-1.ts', 'ring.css'],
    'unused.ts': ['a.css'],
  }
  const find = (asked: string[] = []): string[] => {
    const importsOf = (id: string): string[] => {
      asked.push(id)
      return imports[id] ?? []
    }
    return [...findLeading(['a.tsx', 'b.tsx'], importsOf, (id) => id.endsWith('.css'))].sort()
  }

  it('finds goals and what imports them, also where modules import each other', () => {
    expect(find()).toEqual(['a.css', 'a.tsx', 'ring-1.ts', 'ring-2.ts', 'ring.css'])
  })

  it('asks for the imports of each module once', () => {
    const asked: string[] = []
    find(asked)
    expect(asked.filter((id) => id === 'shared.ts')).toHaveLength(1)
    expect(asked).toHaveLength(new Set(asked).size)
  })
})

// The folders in which code looks for files by a pattern.
import { parseAst } from 'vite'
import { describe, expect, it } from 'vitest'
import { findPatternFolders } from './pattern-folders.ts'
import type { SyntaxNode } from '../syntax-tree.ts'

const find = (code: string): string[] =>
  findPatternFolders(parseAst(code) as unknown as SyntaxNode, '/site/routes/index.tsx', '/site')

describe('findPatternFolders()', () => {
  it.each([
    [`import.meta.glob('./notes/*.md')`, ['/site/routes/notes/']],
    [`import.meta.glob('../notes/**/*.md', { eager: true })`, ['/site/notes/']],
    [`import.meta.glob('/notes/[ab]*/x.md')`, ['/site/notes/']],
    [`import.meta.glob('./{a,b}/x.md')`, ['/site/routes/']],
    ['import.meta.glob(`./notes/*.md`)', ['/site/routes/notes/']],
    [`import.meta.glob(['./a/*.md', '!./a/x.md', '../b/*.txt'])`, ['/site/routes/a/', '/site/b/']],
    [`import.meta.glob('./a/*.md', { base: '../notes' })`, ['/site/notes/a/']],
    [`import.meta.glob('./a/*.md', { base: '/notes' })`, ['/site/notes/a/']],
    [`import.meta.glob('**/*.md')`, ['/site/']],
    [`import.meta.glob('#notes/*.md')`, ['/site/']],
    [`import(\`./words/\${name}.ts\`)`, ['/site/routes/words/']],
    [`new URL(\`../pictures/\${name}.png\`, import.meta.url)`, ['/site/pictures/']],
  ])('finds those of %s', (code, folders) => {
    expect(find(code)).toEqual(folders)
  })

  it.each([
    `import('./words/a.ts')`,
    `export * from './words/a.ts'`,
    `new URL('../pictures/a.png', import.meta.url)`,
    `new URL(\`/\${name}\`, location.href)`,
    `find(\`./words/\${name}.ts\`)`,
  ])('finds none in %s', (code) => {
    expect(find(code)).toEqual([])
  })
})

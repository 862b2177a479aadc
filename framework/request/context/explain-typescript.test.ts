import { describe, expect, it } from 'vitest'
import { explainTypeScriptFile } from './explain-typescript.ts'

const explain = (message: string): Error => explainTypeScriptFile(new TypeError(message)) as Error

describe('explainTypeScriptFile()', () => {
  it('names the file of a worker, and what to do', () => {
    const cause = new TypeError('Unknown file extension ".ts" for /site/lib/work.ts')
    const explained = explainTypeScriptFile(cause) as Error

    expect(explained.message).toBe(
      'Unknown file extension ".ts" for /site/lib/work.ts. In development, Vite does not compile what workers run. Write it in JavaScript, or use Node.js 22.18 or newer, which runs .ts files.',
    )
    expect(explained.cause).toBe(cause)
    expect(explained.stack?.split('\n').slice(1)).toEqual(cause.stack?.split('\n').slice(1))
  })

  it('does not name a version of Node.js for JSX, which none of them runs', () => {
    expect(explain('Unknown file extension ".tsx" for /site/lib/work.tsx').message).toMatch(
      /workers run\. Write it in JavaScript\.$/,
    )
  })

  it.each([
    ['/site/node_modules/sources/index.ts', 'sources'],
    ['/site/node_modules/.pnpm/a@1/node_modules/@scope/sources/index.ts', '@scope/sources'],
    ['C:\\site\\node_modules\\@scope\\sources\\index.ts', '@scope/sources'],
  ])('names the option for a package with sources: %s', (file, name) => {
    expect(explain(`Unknown file extension ".ts" for ${file}`).message).toContain(
      `Add ${name} to ssr.noExternal in vite.config`,
    )
  })

  it.each([new TypeError('Unknown file extension ".css" for /site/a.css'), 'text', undefined])(
    'returns %s unchanged',
    (error) => {
      expect(explainTypeScriptFile(error)).toBe(error)
    },
  )
})

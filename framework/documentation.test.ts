// Type-checks the code blocks of the READMEs, as the site that a reader would have after each step.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceExtensions } from './build/options.ts'
import { isServed, scanRoutes } from './build/scan-routes.ts'
import { browserTypes, formatTypes } from './build/format-types.ts'
import { createLiteralSite } from './fixtures/literal-site.ts'
import type { Context } from './request/context/context.ts'

const root = dirname(import.meta.dirname)
const tsc = join(root, 'node_modules/typescript/bin/tsc')

describe.each(['README.md', 'framework/README.md'])('%s', (path) => {
  const steps = collectSites(readFileSync(join(root, path), 'utf8'))

  it('has code', () => {
    expect(steps.length).toBeGreaterThan(0)
  })

  it.each(steps.map((site, index) => ({ step: index + 1, site })))(
    'type-checks after step $step',
    async ({ step, site }) => {
      const folder = join(root, '.vial/readme', path.replaceAll(/\W/g, '-'), String(step))
      expect(await checkTypes(folder, site)).toBe('')
    },
    30_000,
  )
})

describe('The context in framework/README.md', () => {
  it('lists everything that a context has', async () => {
    let names: string[] = []
    const site = createLiteralSite({
      'index.ts': {
        GET(ctx: Context) {
          names = [...Object.keys(ctx), ...Object.keys(Object.getPrototypeOf(ctx))]
        },
      },
    })
    await site.fetch('/')

    const [, section = ''] = readFileSync(join(root, 'framework/README.md'), 'utf8').split(
      '\n## The context\n',
    )
    const [table = ''] = section.split('\nHelpers: ')
    const listed = new Set(Array.from(table.matchAll(/`(\w+)/g), ([, name]) => name))
    expect(names.length).toBeGreaterThan(30)
    expect(names.filter((name) => !listed.has(name))).toEqual([])
  })
})

type Site = ReadonlyMap<string, string>

/**
 * Collects the blocks of a text into sites.
 *
 * A block may start with a comment that names its file. A file that is shown again has been changed by the reader, which
 * starts the next site with all other files unchanged.
 */
function collectSites(markdown: string): Site[] {
  const sites: Map<string, string>[] = []
  for (const [, language, code] of markdown.matchAll(/^```(tsx?)\n(.*?)^```$/gms)) {
    const named = /^\/\/ (\S+\.tsx?)\n/.exec(code ?? '')?.[1]
    const last = sites.at(-1)
    const name = named ?? `snippet-${last?.size ?? 0}.${language}`
    if (last && !last.has(name)) last.set(name, code ?? '')
    else sites.push(new Map(last).set(name, code ?? ''))
  }
  return sites
}

/** Writes a site and its route types, then runs the compiler; returns its output. */
async function checkTypes(folder: string, site: Site): Promise<string> {
  rmSync(folder, { recursive: true, force: true })
  for (const [name, code] of site) writeText(join(folder, name), code)
  const { files } = await scanRoutes(join(folder, 'routes'), sourceExtensions)
  const types = formatTypes(files.filter(isServed), '../../routes')
  writeText(join(folder, '.vial/types/routes.d.ts'), types)
  writeText(join(folder, '.vial/types/browser.d.ts'), browserTypes)
  const include = ['.', '.vial/types/*.d.ts']
  writeText(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../../../tsconfig.json', include }))
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [tsc, '-p', folder, '--noEmit', '--pretty', 'false'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  return stdout + stderr
}

function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

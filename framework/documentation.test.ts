// Type-checks the code blocks of the READMEs and of the documentation, as the sites that a reader would have.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { browserNames } from './build/mistakes/island-mistakes.ts'
import {
  type SiteFiles,
  collectSites,
  findImportedPackages,
  findInstalledPackages,
  readCodeBlocks,
} from './fixtures/code-blocks.ts'
import { readDocsPages, readNewSite } from './fixtures/docs-pages.ts'
import { createLiteralSite } from './fixtures/literal-site.ts'
import { checkSites } from './fixtures/typed-site.ts'
import type { Context } from './request/context/context.ts'

const root = dirname(import.meta.dirname)
const newSite = await readNewSite()
const pages = await readDocsPages()
const shellTexts = listShellTexts()

describe('The code of', () => {
  it.each(['README.md', 'framework/README.md'])('%s type-checks after each step', async (path) => {
    const sites = collectSites(readCodeBlocks(join(root, path)))
    expect(sites.length).toBeGreaterThan(0)

    const folder = join(root, '.vial/readme', path.replaceAll(/\W/g, '-'))
    expect(await checkSites(folder, nameSites('step', sites))).toEqual([])
  })

  it('each documentation page type-checks in a new site', async () => {
    const sites = pages.flatMap(({ name, sites }) => [...nameSites(name.replaceAll(/\W/g, '-'), sites)])
    expect(sites.length).toBeGreaterThan(pages.length / 2)

    expect(await checkSites(join(root, '.vial/docs'), new Map(sites))).toEqual([])
  })

  it.each(pages)(
    '$name imports only packages that a new site has, or that it installs',
    ({ blocks, sites }) => {
      const { dependencies, devDependencies } = JSON.parse(newSite.get('package.json') ?? '{}')
      const present = [
        ...Object.keys({ ...dependencies, ...devDependencies }),
        ...findInstalledPackages(blocks),
      ]
      const files = new Map(sites.flatMap((site) => [...site]))

      expect(findImportedPackages(files).filter((name) => !present.includes(name))).toEqual([])
    },
  )

  it.each(pages)('$name ends where its text goes on', ({ blocks }) => {
    const code = blocks.filter(({ language }) => language !== 'md')
    expect(code.filter(({ code }) => /^(##|```)/m.test(code))).toEqual([])
  })

  it.each(pages)('$name deletes files in any shell', ({ blocks }) => {
    const commands = blocks.filter(({ language }) => language === 'sh')
    expect(commands.filter(({ code }) => /^(rm|del) /m.test(code))).toEqual([])
  })

  it.each(shellTexts)('%s says what to write in PowerShell', (path) => {
    // Sections, because the sentence may be before or after the block.
    const sections = readFileSync(join(root, path), 'utf8').split(/^#+ /m)
    const missing = sections.filter((text) => needsPosixShell(text) && !text.includes('PowerShell'))
    expect(missing).toEqual([])
  })

  it('few blocks cannot compile, and their page says why', () => {
    const marked = pages.flatMap(({ blocks }) => blocks.filter(({ reason }) => reason !== undefined))
    expect(marked.length).toBeLessThanOrEqual(30)
    expect(marked.filter(({ reason = '' }) => reason.length < 10)).toEqual([])
  })
})

describe('routes/docs/error-messages.mdx', () => {
  it('has only messages that the sources have', () => {
    const page = readFileSync(join(root, 'routes/docs/error-messages.mdx'), 'utf8')
    const messages = Array.from(page.matchAll(/^### `(.+)`$/gm), ([, message = '']) => message)
    expect(messages.length).toBeGreaterThan(40)

    const sources = readSources()
    const unknown = messages.filter((message) => {
      // The variable parts, and the rest of a message that the page shortens.
      const parts = message.split(/…|\{ … \}/).map((part) => part.trim())
      return !parts.every((part) => part.length < 3 || sources.includes(part))
    })
    expect(unknown).toEqual([])
  })
})

describe('What an island can import from vial', () => {
  it.each(['routes/docs/islands.mdx', 'framework/README.md'])('is in %s', (path) => {
    const page = readFileSync(join(root, path), 'utf8')
    const [sentence = ''] = /From `vial`,\s+(?:an island|it) can import [^.]+\./.exec(page) ?? []
    expect(new Set(Array.from(sentence.matchAll(/`(\w+)`/g), ([, name]) => name))).toEqual(
      new Set(['vial', ...browserNames]),
    )
  })
})

describe('routes/docs/environment.mdx', () => {
  it('lists the variables that the reference lists', () => {
    const listed = (path: string): string[] => {
      const [, table = ''] = readFileSync(join(root, path), 'utf8').split(/^\| variable .*\n/m)
      const names = table.split('\n\n', 1)[0]?.match(/^\| `.*?` +\|/gm) ?? []
      return names.flatMap((name) => name.match(/[A-Z_]+/g) ?? [])
    }
    const page = listed('routes/docs/environment.mdx')
    expect(listed('framework/README.md').filter((name) => !page.includes(name))).toEqual([])
    expect(page.length).toBeGreaterThan(15)
  })
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

/** Lists what the visitors of the site and the authors of new sites read. */
function listShellTexts(): string[] {
  const templates = readdirSync(join(root, 'framework/templates'), { recursive: true, encoding: 'utf8' })
  return [
    'README.md',
    'framework/README.md',
    ...templates.filter((name) => name.endsWith('README.md')).map((name) => `framework/templates/${name}`),
    ...pages.map(({ name }) => `routes/docs/${name}`),
  ]
}

/** Tells whether a text has a command that PowerShell does not understand; a server that is reached by SSH runs Linux. */
function needsPosixShell(text: string): boolean {
  return Array.from(text.matchAll(/^```sh.*\n([\s\S]*?)^```$/gm), ([, code = '']) => code).some(
    (code) =>
      !/^sudo |\| sudo |^ssh /m.test(code) &&
      /^(?:[A-Z_]+=\S* \w|export )|\$\(|&&|\\$|<<|^curl .*'/m.test(code),
  )
}

function nameSites(name: string, sites: readonly SiteFiles[]): Map<string, SiteFiles> {
  return new Map(sites.map((site, index) => [`${name}-${index + 1}`, site]))
}

/** Reads all code of this package, with template literals as they are written. */
function readSources(): string {
  const folder = join(root, 'framework')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name) && !/node_modules|dist|fixtures|bench|\.test\./.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}

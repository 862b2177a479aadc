// Runs what the documentation says that it runs: tests, and commands with their output, in the site of their page.
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createTestClient } from './build/test-client.ts'
import type { CodeBlock, SiteFiles } from './fixtures/code-blocks.ts'
import { readDocsPages } from './fixtures/docs-pages.ts'
import { type TemporarySite, createTemporarySite } from './fixtures/temporary-site.ts'

const pages = (await readDocsPages()).map(({ name, ownBlocks, last }) => ({
  name,
  site: last,
  commands: findCommands(ownBlocks),
  hasTests: ownBlocks.some(({ caption }) => caption?.endsWith('.test.ts')),
}))
// The tutorial's tests run in tutorial.test.ts, with the rest of its application.
const pagesWithTests = pages.filter(({ name, hasTests }) => hasTests && !name.startsWith('tutorial/'))

describe('The site of', () => {
  it.each(pagesWithTests)('$name passes the tests on the page', async ({ site }) => {
    const { code, output } = await run(await openSite(site), 'vitest/vitest.mjs', [
      'run',
      '--testTimeout=120000',
    ])
    expect(code, output).toBe(0)
  })

  it.each(pages.filter(({ commands }) => commands.length > 0))(
    '$name prints what the page shows',
    async ({ site, commands }) => {
      const opened = await openSite(site)
      for (const { args, lines } of commands) {
        const { output } = await opened.vial(args)
        expect(
          output.split('\n').map((line) => line.trimEnd()),
          args.join(' '),
        ).toEqual(expect.arrayContaining(lines))
      }
    },
  )
})

describe('The last site of', () => {
  it.each(pages)('$name answers at each of its URLs', async ({ site }) => {
    // Pages about settings declare variables that a site needs to start.
    vi.stubEnv('DATABASE_URL', 'postgres://127.0.0.1/site')
    vi.stubEnv('DATABASE_PATH', ':memory:')
    vi.stubEnv('SMTP_URL', 'smtp://127.0.0.1')
    onTestFinished(() => void vi.unstubAllEnvs())
    const opened = await openSite(site)
    const client = await createTestClient({ root: opened.folder })
    try {
      const failed: string[] = []
      for (const path of listPaths(site)) {
        const response = await client.get(path, { headers: { accept: 'text/html' } })
        if (response.status >= 500) failed.push(`${path}: ${response.status} ${await response.text()}`)
        await response.body?.cancel()
      }
      expect(failed).toEqual([])
    } finally {
      await client.close()
    }
  })
})

interface ShownCommand {
  args: string[]
  /** The lines that the page shows; it may leave some out. */
  lines: string[]
}

/** Finds the commands of blocks such as `$ npx vial routes`, with the output below each. */
function findCommands(blocks: readonly CodeBlock[]): ShownCommand[] {
  const shown = blocks.filter(({ language }) => language === 'txt').map(({ code }) => code)
  return shown.flatMap((code) =>
    code
      .split(/^\$ /m)
      .filter((part) => part.startsWith('npx vial '))
      .map((part) => {
        const [command = '', ...lines] = part.split('\n')
        return {
          args: splitWords(command).slice(2),
          lines: lines.filter((line) => line !== '' && line !== '…'),
        }
      }),
  )
}

/** Lists the URLs of a site that have no parameters. */
function listPaths(files: SiteFiles): string[] {
  return [...files.keys()]
    .filter(
      (path) => /^routes\/[^_[]+\.(tsx?|mdx)$/.test(path) && !/\.(test|island|personal|d)\.tsx?$/.test(path),
    )
    .filter((path) => !/\/_/.test(path))
    .map((path) => path.replace(/^routes|\.\w+$/g, '').replace(/\/index$/, '') || '/')
}

async function openSite(files: SiteFiles): Promise<TemporarySite> {
  const site = await createTemporarySite(Object.fromEntries(files))
  onTestFinished(() => site.dispose())
  await site.remove('vite.config.js')
  return site
}

function run(site: TemporarySite, script: string, args: readonly string[]) {
  return site.vial(args, { script: `node_modules/${script}` })
}

function splitWords(command: string): string[] {
  return Array.from(command.matchAll(/"([^"]*)"|\S+/g), ([word, quoted]) => quoted ?? word)
}

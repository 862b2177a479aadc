// Runs what the documentation says that it runs: tests, and commands with their output, in the site of their page.
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createTestClient } from './build/test-client.ts'
import type { CodeBlock, SiteFiles } from './fixtures/code-blocks.ts'
import { readDocsPages } from './fixtures/docs-pages.ts'
import { type OidcProvider, oidcClient, startOidcProvider } from './fixtures/oidc-provider.ts'
import { type TemporarySite, createTemporarySite } from './fixtures/temporary-site.ts'
import { runVial } from './fixtures/test-terminal.ts'
import type { TestClient } from './node/site-client.ts'

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
  let provider: OidcProvider
  beforeAll(async () => {
    provider = await startOidcProvider()
    // Pages about settings declare variables that a site needs to start.
    vi.stubEnv('DATABASE_URL', 'postgres://127.0.0.1/site')
    vi.stubEnv('DATABASE_PATH', ':memory:')
    vi.stubEnv('SMTP_URL', 'smtp://127.0.0.1')
    vi.stubEnv('GOOGLE_ISSUER', provider.issuer)
    vi.stubEnv('GOOGLE_ID', oidcClient.clientId)
    vi.stubEnv('GOOGLE_SECRET', oidcClient.clientSecret)
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await provider.stop()
  })

  it.each(pages)('$name answers at each of its URLs', async ({ site }) => {
    const client = await openClient(site)
    const failed: string[] = []
    for (const path of listPaths(site)) {
      const response = await client.get(path, { headers: { accept: 'text/html' } })
      if (response.status >= 500) failed.push(`${path}: ${response.status} ${await response.text()}`)
      await response.body?.cancel()
    }
    expect(failed).toEqual([])
  })

  it.each(pages)('$name has no problems that vial check finds', async ({ name, site }) => {
    const { folder } = await openSite(new Map([...site, ...(filesInText.get(name) ?? [])]))
    const { output } = await runVial(folder, 'check')
    expect(output.trim()).toMatch(/^No problems found in \d+ files?\.$/)
  })

  it('accounts.mdx logs visitors in with another service', async () => {
    const client = await openClient(pages.find(({ name }) => name === 'accounts.mdx')!.site)
    const started = await client.get('/login/google?next=/own')
    const back = new URL(await provider.approve(started.headers.get('location')!))
    const response = await client.get(back.pathname + back.search)

    expect([response.status, response.headers.get('location')]).toEqual([303, '/own'])
    expect(await (await client.get('/own')).text()).toContain('Hello, Anonymous')
  })
})

/** Files that are no text, which a page says that the site has. */
const filesInText = new Map([['cross-origin.mdx', [['public/fonts/inter.woff2', '']] as const]])

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

async function openClient(files: SiteFiles): Promise<TestClient> {
  const client = await createTestClient({ root: (await openSite(files)).folder })
  onTestFinished(() => client.close())
  return client
}

function run(site: TemporarySite, script: string, args: readonly string[]) {
  return site.vial(args, { script: `node_modules/${script}` })
}

function splitWords(command: string): string[] {
  return Array.from(command.matchAll(/"([^"]*)"|\S+/g), ([word, quoted]) => quoted ?? word)
}

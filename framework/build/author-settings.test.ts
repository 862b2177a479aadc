// Every option of Vite that the plugin sets: the author's value holds, or is refused with the reason.
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type InlineConfig, type ResolvedConfig, type UserConfig, resolveConfig } from 'vite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSite } from '../fixtures/open-site.ts'
import { waitUntil } from '../fixtures/temporary-site.ts'
import { createTestSession } from '../node/sessions/test-session.ts'
import { vial } from './plugin.ts'

type Build = NonNullable<UserConfig['build']>
const client = (build: Build): UserConfig => ({ environments: { client: { build } } })
const ssr = (build: Build): UserConfig => ({ environments: { ssr: { build } } })
const output = (value: object): Build => ({ rolldownOptions: { output: value } })

/** Reads one option from the resolved configuration of an environment. */
const of =
  (name: 'client' | 'ssr', option: keyof ResolvedConfig['build']) =>
  (config: ResolvedConfig): unknown =>
    config.environments[name]!.build[option]
const outputOf =
  (name: 'client' | 'ssr', option: string) =>
  ({ environments }: ResolvedConfig): unknown =>
    (environments[name]!.build.rolldownOptions.output as Record<string, unknown>)[option]

const jsxOf = ({ oxc }: ResolvedConfig): unknown => (oxc === false ? undefined : oxc.jsx)

const timingsOf = ({ environments }: ResolvedConfig): unknown =>
  [environments.client!, environments.ssr!].map(({ build }) => build.rolldownOptions.checks?.pluginTimings)

const isFolder = (path: string): unknown => expect.stringMatching(new RegExp(`(^|/)${path}$`))

/** The plugin's default, or what an author sets, and the value that results. */
const settings: [string, UserConfig, (config: ResolvedConfig) => unknown, unknown][] = [
  ['appType', {}, ({ appType }) => appType, 'custom'],
  ['oxc.jsx', {}, jsxOf, expect.objectContaining({ runtime: 'automatic', importSource: 'preact' })],
  ['oxc', { oxc: false }, ({ oxc }) => oxc, false],
  ['oxc.jsx', { oxc: { jsx: 'preserve' } }, jsxOf, 'preserve'],
  [
    'oxc.jsx.importSource',
    { oxc: { jsx: { importSource: 'other' } } },
    jsxOf,
    expect.objectContaining({ runtime: 'automatic', importSource: 'other' }),
  ],
  [
    'resolve.dedupe',
    { resolve: { dedupe: ['mine'] } },
    ({ resolve }) => resolve.dedupe,
    expect.arrayContaining(['mine', 'preact', '@preact/signals']),
  ],
  [
    'resolve.conditions',
    { resolve: { conditions: ['mine'] }, ssr: { resolve: { conditions: ['mine'] } } },
    ({ environments }) => [environments.client!.resolve.conditions, environments.ssr!.resolve.conditions],
    [['mine'], ['mine']],
  ],
  [
    'optimizeDeps.entries',
    { optimizeDeps: { entries: 'mine.ts' } },
    ({ optimizeDeps }) => optimizeDeps.entries,
    expect.arrayContaining(['mine.ts', '**/*.island.{tsx,ts,jsx,js}']),
  ],
  [
    'optimizeDeps.exclude',
    { optimizeDeps: { exclude: ['preact'] } },
    ({ optimizeDeps: { exclude, include } }) => [exclude, include?.includes('preact')],
    [expect.arrayContaining(['preact', 'vial']), false],
  ],
  [
    'optimizeDeps.include',
    { optimizeDeps: { include: ['mine'] } },
    ({ optimizeDeps }) => optimizeDeps.include,
    expect.arrayContaining(['mine', 'preact/hooks']),
  ],
  [
    'ssr.noExternal',
    { ssr: { noExternal: ['mine'] } },
    ({ environments }) => environments.ssr!.resolve.noExternal,
    expect.arrayContaining(['mine', 'vial']),
  ],
  [
    'ssr.noExternal',
    { ssr: { noExternal: true } },
    ({ environments }) => environments.ssr!.resolve.noExternal,
    true,
  ],
  ['server.cors', {}, ({ server }) => server.cors, false],
  ['server.cors', { server: { cors: true } }, ({ server }) => server.cors, true],
  ['preview.cors', {}, ({ preview }) => preview.cors, false],
  ['preview.cors', { preview: { cors: true } }, ({ preview }) => preview.cors, true],
  ['server.fs.strict', { server: { fs: { strict: false } } }, ({ server }) => server.fs.strict, false],
  [
    'server.fs.allow',
    { server: { fs: { allow: ['/mine'] } } },
    ({ server }) => server.fs.allow,
    expect.arrayContaining(['/mine', isFolder('framework')]),
  ],
  [
    'server.fs.deny',
    { server: { fs: { deny: ['mine'] } } },
    ({ server }) => server.fs.deny,
    expect.arrayContaining(['mine', '.env', '.npmrc']),
  ],
  ['build.outDir', {}, of('client', 'outDir'), isFolder('dist/client')],
  ['build.outDir', { build: { outDir: 'mine' } }, of('client', 'outDir'), isFolder('mine/client')],
  ['build.outDir', { build: { outDir: 'mine' } }, of('ssr', 'outDir'), isFolder('mine/server')],
  ['build.assetsDir', {}, of('client', 'assetsDir'), '_vial'],
  ['build.assetsDir', { build: { assetsDir: 'mine' } }, of('ssr', 'assetsDir'), 'mine'],
  [
    'build.assetsDir',
    { build: { assetsDir: 'mine' } },
    outputOf('client', 'entryFileNames'),
    'mine/[name]-[hash].js',
  ],
  ['build.emptyOutDir', {}, of('ssr', 'emptyOutDir'), true],
  ['build.emptyOutDir', { build: { emptyOutDir: false } }, of('ssr', 'emptyOutDir'), false],
  ['build.copyPublicDir', { build: { copyPublicDir: false } }, ({ build }) => build.copyPublicDir, false],
  ['build.manifest', {}, of('client', 'manifest'), true],
  ['build.manifest', { build: { manifest: 'm.json' } }, of('client', 'manifest'), 'm.json'],
  ['build.sourcemap', {}, of('client', 'sourcemap'), false],
  ['build.sourcemap', {}, of('ssr', 'sourcemap'), true],
  ['build.sourcemap', { build: { sourcemap: 'hidden' } }, of('client', 'sourcemap'), 'hidden'],
  ['build.sourcemap', { build: { sourcemap: false } }, of('ssr', 'sourcemap'), false],
  ['build.sourcemap of the client', client({ sourcemap: 'inline' }), of('client', 'sourcemap'), 'inline'],
  ['build.sourcemap of the client', client({ sourcemap: 'inline' }), of('ssr', 'sourcemap'), true],
  ['build.sourcemap of the server', ssr({ sourcemap: false }), of('ssr', 'sourcemap'), false],
  ['build.minify', { build: { minify: false } }, of('client', 'minify'), false],
  ['build.minify of the server', ssr({ minify: 'oxc' }), of('ssr', 'minify'), 'oxc'],
  ['build.cssMinify', {}, of('ssr', 'cssMinify'), true],
  ['build.cssMinify', { build: { cssMinify: false } }, of('ssr', 'cssMinify'), false],
  ['build.cssMinify', { build: { minify: false } }, of('ssr', 'cssMinify'), false],
  ['build.target', { build: { target: 'es2020' } }, of('client', 'target'), 'es2020'],
  [
    'build.target',
    { build: { target: 'es2020' } },
    of('ssr', 'target'),
    expect.arrayContaining([expect.stringMatching(/^chrome/)]),
  ],
  ['build.target of the server', ssr({ target: 'node24' }), of('ssr', 'target'), 'node24'],
  ['build.assetsInlineLimit', {}, of('client', 'assetsInlineLimit'), 0],
  ['build.assetsInlineLimit', { build: { assetsInlineLimit: 1 } }, of('client', 'assetsInlineLimit'), 1],
  ['build.rolldownOptions.checks', {}, timingsOf, [false, false]],
  [
    'build.rolldownOptions.checks',
    { build: { rolldownOptions: { checks: { pluginTimings: true } } } },
    timingsOf,
    [true, true],
  ],
  [
    'build.rolldownOptions.input of the client',
    client({ rolldownOptions: { input: ['mine.ts'] } }),
    ({ environments }) => environments.client!.build.rolldownOptions.input,
    ['mine.ts'],
  ],
  [
    'build.rolldownOptions.output',
    { build: output({ banner: 'mine' }) },
    (config) => [outputOf('client', 'banner')(config), outputOf('ssr', 'banner')(config)],
    ['mine', 'mine'],
  ],
  [
    'build.rolldownOptions.output.codeSplitting.groups',
    client(output({ codeSplitting: { groups: [{ name: 'mine' }] } })),
    outputOf('client', 'codeSplitting'),
    {
      groups: [{ name: 'mine' }, { name: 'preact', test: expect.any(RegExp) }],
    },
  ],
  ['logLevel', { logLevel: 'silent' }, ({ logLevel }) => logLevel, 'silent'],
]

const refused: [string, UserConfig, RegExp][] = [
  ['appType', { appType: 'spa' }, /appType is "spa", but the routes answer/],
  [
    'builder.buildApp',
    { builder: { buildApp: async () => {} } },
    /builder\.buildApp is set, but vial\(\) builds/,
  ],
  ['build.assetsDir', { build: { assetsDir: '' } }, /build\.assetsDir is "", but it must be a folder/],
  ['build.assetsDir', { build: { assetsDir: '../x' } }, /build\.assetsDir is "\.\.\/x"/],
  ['build.cssCodeSplit', { build: { cssCodeSplit: false } }, /build\.cssCodeSplit is false/],
  ['build.cssCodeSplit of the server', ssr({ cssCodeSplit: false }), /ssr\.build\.cssCodeSplit is false/],
  ['build.emitAssets', ssr({ emitAssets: false }), /ssr\.build\.emitAssets is false/],
  ['build.ssr', { build: { ssr: 'a.ts' } }, /build\.ssr is a\.ts, but the server has fixed entries/],
  ['build.ssr', { build: { ssr: true } }, /build\.ssr is true/],
  ['build.lib', { build: { lib: { entry: 'a.ts' } } }, /build\.lib is set, but a site is not a library/],
  ['build.lib of the client', client({ lib: { entry: 'a.ts' } }), /client\.build\.lib is set/],
  ['build.write', { build: { write: false } }, /build\.write is false, but the build runs/],
  ['ssr.target', { ssr: { target: 'webworker' } }, /ssr\.target is "webworker", but the server runs in Node/],
  [
    'experimental.renderBuiltUrl',
    { experimental: { renderBuiltUrl: () => undefined } },
    /renderBuiltUrl is set, but pages and their files come from one origin/,
  ],
  ['outDir of the client', client({ outDir: 'x' }), /client\.build\.outDir is set.* Set build\.outDir\./],
  ['outDir of the server', ssr({ outDir: 'x' }), /ssr\.build\.outDir is set/],
  ['assetsDir of the client', client({ assetsDir: 'x' }), /client\.build\.assetsDir is set/],
  ['input', { build: { rolldownOptions: { input: 'a.ts' } } }, /build\.rolldownOptions\.input is set/],
  [
    'input, by its old name',
    { build: { rollupOptions: { input: 'a.ts' } } },
    /build\.rolldownOptions\.input is/,
  ],
  [
    'input of the server',
    ssr({ rolldownOptions: { input: 'a.ts' } }),
    /ssr\.build\.rolldownOptions\.input is set/,
  ],
  ['entryFileNames', { build: output({ entryFileNames: 'x.js' }) }, /output\.entryFileNames is set/],
  ['chunkFileNames', client(output({ chunkFileNames: 'x.js' })), /client\.build.*chunkFileNames is set/],
  ['assetFileNames', ssr(output({ assetFileNames: 'x' })), /ssr\.build.*assetFileNames is set/],
  ['format', { build: output({ format: 'iife' }) }, /output\.format is set/],
  ['several outputs', { build: { rolldownOptions: { output: [{}] } } }, /output is an array/],
  ['codeSplitting', { build: output({ codeSplitting: false }) }, /codeSplitting is false/],
  [
    'manualChunks',
    { build: output({ manualChunks: () => null }) },
    /manualChunks is set.*codeSplitting\.groups/,
  ],
  [
    'preserveEntrySignatures',
    { build: { rolldownOptions: { preserveEntrySignatures: false } } },
    /preserveEntrySignatures is false/,
  ],
]

const resolve = (config: InlineConfig): Promise<ResolvedConfig> =>
  resolveConfig({ configFile: false, logLevel: 'silent', plugins: [vial()], ...config }, 'build')

describe("the author's settings", () => {
  it.each(settings)('hold, or are the defaults: %s %j', async (_, config, read, expected) => {
    expect(read(await resolve(config))).toEqual(expected)
  })

  it.each(refused)('are refused with the reason: %s', async (_, config, message) => {
    await expect(resolve(config)).rejects.toThrow(message)
  })

  it('do not include @vitejs/plugin-legacy, before or after vial()', async () => {
    // The plugin is an array of plugins with these names.
    const legacy = [{ name: 'vite:legacy-config' }, { name: 'vite:legacy-post-process' }]
    const message = 'vite.config: plugins is a list with @vitejs/plugin-legacy'
    await expect(resolve({ plugins: [vial(), legacy] })).rejects.toThrow(message)
    await expect(resolve({ plugins: [legacy, vial()] })).rejects.toThrow(message)
  })
})

const island = {
  'components/counter.island.tsx': `
    import { useState } from 'preact/hooks'
    import './counter.css'
    export default function Counter() { return <button>{useState(0)[0]}</button> }`,
  'components/counter.css': 'button { margin: 3px }',
  'routes/index.tsx': `import Counter from '../components/counter.island.tsx'\nexport default () => <Counter />`,
  'public/robots.txt': 'User-agent: *',
}
const withConfig = (config: string): Record<string, string> => ({
  ...island,
  'vite.config.js': `import { vial } from 'vial/vite'\nexport default { cacheDir: '.cache', plugins: [vial()], ${config} }`,
})

describe('a site that is built with its own settings', () => {
  it('has hidden source maps in dist/client, and says nothing when it is told to', async () => {
    const site = await openSite(withConfig(`build: { sourcemap: 'hidden' }, logLevel: 'silent'`))
    const { code, output: text } = await site.build()
    expect([code, text]).toEqual([0, ''])
    const names = await readdir(`${site.folder}/dist/client/_vial`)
    const [script] = names.filter((name) => /^counter-.*\.js$/.test(name))
    expect(names).toContain(`${script}.map`)
    expect(await site.read(`dist/client/_vial/${script}`)).not.toContain('sourceMappingURL')
  })

  it('works from other folders, and keeps the files of earlier builds and the manifest', async () => {
    const site = await openSite(
      withConfig(
        `build: { outDir: 'out', assetsDir: 'static/site', emptyOutDir: false, manifest: true, copyPublicDir: false }`,
      ),
    )
    await site.write({ 'out/client/static/site/old-12345678.js': 'old' })
    const { code, output: text } = await site.build()
    expect(code, text).toBe(0)
    expect(existsSync(`${site.folder}/out/client/.vite/manifest.json`)).toBe(true)
    expect(existsSync(`${site.folder}/dist`)).toBe(false)
    const server = await site.startProduction({}, 'out')
    const html = await server.text('/')
    const urls = [...html.matchAll(/"(\/static\/site\/[^"]+)"/g)].map(([, url]) => url!)
    expect(urls.length).toBeGreaterThan(1)
    for (const url of [...urls, '/static/site/old-12345678.js']) {
      const response = await server.fetch(url)
      expect([url, response.status]).toEqual([url, 200])
      expect(response.headers.get('cache-control')).toContain('immutable')
    }
    expect((await server.fetch('/robots.txt')).status).toBe(404)
    expect((await server.fetch('/.vite/manifest.json')).status).toBe(404)
  })

  it.each(['dev', 'preview'] as const)('leaves URLs to the proxy, in %s', async (mode) => {
    const api = createHttpServer((req, res) => res.end(`api ${req.url}`))
    await new Promise<void>((done) => api.listen(0, '127.0.0.1', done))
    onTestFinished(() => {
      api.close()
    })
    const target = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
    const proxy = `proxy: { '/api': { target: '${target}', bypass: (req) => req.url.endsWith('/own') ? req.url : undefined } }`
    const site = await openSite({
      ...withConfig(mode === 'dev' ? `server: { ${proxy} }` : `preview: { ${proxy} }`),
      'routes/[...path].tsx': `export default ({ url }) => <p>site {url.pathname}</p>`,
    })
    if (mode === 'preview') await site.build()
    const server = await (mode === 'dev' ? site.startDev() : site.startPreview())
    expect(await server.text('/api/x?y')).toBe('api /api/x?y')
    expect(await server.text('/api/own')).toContain('<p>site /api/own</p>')
    expect(await server.text('/other')).toContain('<p>site /other</p>')
  })
})

describe('SESSION_SECRET', () => {
  const secret = 'a-secret-of-the-tests-x8KqP2vN5tRz7LmW'
  const files = { 'routes/index.ts': `export const GET = ({ session }) => [session.name ?? 'anonymous']` }
  const sealed = async (secure: boolean): Promise<string> => {
    const { name, value } = await createTestSession({ name: 'Ada' }, { secret, secure, base: '/' })
    return `${name}=${value}`
  }

  it.each([
    ['the environment', {}, { SESSION_SECRET: secret }],
    ['an .env file', { '.env': `SESSION_SECRET=${secret}\n` }, {}],
  ])('of %s is used in dev and preview', async (_, more, environment) => {
    const site = await openSite({ ...files, ...more })
    await site.build()
    for (const start of [site.startDev, site.startPreview]) {
      const server = await start({ environment })
      const cookie = await sealed(start === site.startPreview)
      expect(await server.text('/', { headers: { cookie } })).toBe('["Ada"]')
    }
    expect(existsSync(`${site.folder}/.vial/secret`)).toBe(false)
  })
})

describe('an .env file', () => {
  it('is in process.env in dev, as it is after a change, and does not win over the environment', async () => {
    const site = await openSite({
      '.env': 'FROM_FILE=first\nFROM_BOTH=file\n',
      'routes/index.ts': `export const GET = ({ app }) => [process.env.FROM_FILE, process.env.FROM_BOTH]`,
    })
    const server = await site.startDev({ environment: { FROM_BOTH: 'process' } })
    expect(await server.text('/')).toBe('["first","process"]')
    await site.write({ '.env': 'FROM_FILE=second\nFROM_BOTH=file\n' })
    await waitUntil(async () => expect(await server.text('/')).toBe('["second","process"]'))
  })
})

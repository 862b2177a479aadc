import { execFileSync } from 'node:child_process'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openSite } from '../fixtures/open-site.ts'
import { type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'
import { runVial } from '../fixtures/test-terminal.ts'
import { isInRange } from './compare-versions.ts'
import type { DoctorResult } from './doctor-result.ts'
import { examineNode } from './examine-node.ts'

const secret = 'a-secret-of-the-tests-x8KqP2vN5tRz7LmW'
const soundSettings = {
  NODE_ENV: 'production',
  SESSION_SECRET: secret,
  ORIGIN: 'https://example.org',
  ALLOWED_HOSTS: 'example.org',
  TRUST_PROXY: '1',
}

describe('vial doctor', () => {
  let site: TemporarySite

  beforeAll(async () => {
    site = await createTemporarySite({
      'routes/index.tsx': 'export default () => <p>Home</p>',
      'node_modules/own-preact/package.json': '{ "name": "own-preact", "version": "1.0.0" }',
    })
  })

  afterAll(() => site?.dispose())

  async function examine(
    environment: Record<string, string> = {},
  ): Promise<{ code: number | null; of(subject: string): string[] }> {
    const variables = Object.entries({ NODE_ENV: undefined, ...environment })
    for (const [name, value] of variables) vi.stubEnv(name, value)
    const result = runVial(site.folder, 'doctor', '--json').finally(() => vi.unstubAllEnvs())
    const { code, output, remarks } = await result
    if (output === '') throw new Error(remarks)
    const { findings } = JSON.parse(output) as { findings: DoctorResult[] }
    return {
      code,
      of: (subject) =>
        findings
          .filter((finding) => finding.subject === subject)
          .map(({ level, message }) => `${level} ${message}`),
    }
  }

  it('finds nothing to fix in a new project, and prints a line for each thing', async () => {
    const { code, output } = await site.vial(['doctor'])

    expect(code).toBe(0)
    expect(output).toMatch(/^ok +preact +\d+\.\d+\.\d+$/m)
    expect(output).toMatch(/^ok +headers +All security headers are sent\.$/m)
    expect(output).toMatch(/\n\n0 to fix, \d to review\.$/)
  })

  it('requires a secret in production, and asks for hosts and proxies', async () => {
    const { code, of } = await examine({ NODE_ENV: 'production' })

    expect(code).toBe(1)
    expect(of('SESSION_SECRET')).toEqual([expect.stringMatching(/^fail SESSION_SECRET .*Create one with/)])
    for (const name of ['ORIGIN', 'ALLOWED_HOSTS', 'TRUST_PROXY'])
      expect(of(name)).toEqual([expect.stringMatching(/^warn Not set/)])
  })

  it('accepts sound settings', async () => {
    const { code, of } = await examine(soundSettings)

    expect(code).toBe(0)
    for (const name of Object.keys(soundSettings)) expect(of(name).join()).toMatch(/^(ok .*)?$/)
  })

  it('finds a secret that is too short, a Redis that is away and a port that is not a number', async () => {
    const { code, of } = await examine({
      SESSION_SECRET: 'short',
      REDIS_URL: 'redis://127.0.0.1:1',
      PORT: 'http',
    })

    expect(code).toBe(1)
    expect(of('SESSION_SECRET')[0]).toMatch(/^fail .*32/)
    expect(of('REDIS_URL')[0]).toMatch(/^fail Does not answer/)
    expect(of('PORT')[0]).toMatch(/^fail PORT is "http"/)
    const { of: ofWrong } = await examine({ REDIS_URL: 'redis://a:x' })
    expect(ofWrong('REDIS_URL')).toEqual([expect.stringMatching(/^fail .*"a:x" is not a host with a port/)])
  })

  it('finds headers that are switched off', async () => {
    await site.write({
      'routes/_server.ts': `export default { securityHeaders: { 'x-content-type-options': false }, csp: false }`,
    })
    const { of } = await examine()

    expect(of('x-content-type-options')[0]).toMatch(/^warn Disabled/)
    expect(of('csp')[0]).toMatch(/^warn Disabled/)
    await site.write({ 'routes/_server.ts': `throw new Error('no database')` })
    const broken = await examine()
    expect(broken.of('routes/_server')).toEqual(['fail no database'])
    await site.remove('routes/_server.ts')
  })

  it('finds a second Preact', async () => {
    await site.write({
      'node_modules/own-preact/node_modules/preact/package.json': '{ "name": "preact", "version": "10.0.0" }',
    })
    const { code, of } = await examine()

    expect(code).toBe(1)
    expect(of('preact').at(-1)).toMatch(
      /^fail Installed 2 times: .*own-preact\/node_modules\/preact\. Run: npm dedupe$/,
    )
    await site.remove('node_modules/own-preact')
  })

  it('finds secrets in version control, and passes over samples of them', async () => {
    const git = (...words: string[]): unknown => execFileSync('git', words, { cwd: site.folder })
    git('init', '-q')
    await site.write({ '.env.example': 'A=', '.gitignore': 'node_modules\n.vial\n' })
    git('add', '.')
    expect((await examine()).of('git')).toEqual(['ok No .env file or secret is in version control.'])

    await site.write({ '.env': 'A=1', 'sub/.env.local': 'A=1' })
    git('add', '-f', '.env', 'sub', '.vial/secret')
    const { code, of } = await examine()
    expect(code).toBe(1)
    expect(of('git').map((line) => line.split(' ', 2).join(' '))).toEqual([
      'fail .env',
      'fail .vial/secret',
      'fail sub/.env.local',
    ])
  })

  it('finds a build that is missing, or older than a source', async () => {
    const missing = 'Not built yet. Run npm run build before npm start.'
    expect((await examine()).of('dist')).toEqual([`ok ${missing}`])
    expect((await examine(soundSettings)).of('dist')).toEqual([`warn ${missing}`])

    await site.build()
    expect((await examine()).of('dist')).toEqual(['ok Newer than all sources.'])

    const later = new Date(Date.now() + 60_000)
    await utimes(join(site.folder, 'routes/index.tsx'), later, later)
    expect((await examine()).of('dist')).toEqual(['warn Older than index.tsx. Run: npx vite build'])
  })
})

it('finds settings that are misspelt', async () => {
  const site = await openSite({
    'routes/index.tsx': 'export default () => <p>Home</p>',
    '.env': 'REDIS_ULR=redis://a',
  })
  const { output } = await site.vial(['doctor'])

  expect(output).toMatch(
    /warn +REDIS_ULR +Nothing reads it, and REDIS_URL is not set\. If you meant REDIS_URL, rename it\./,
  )
})

describe('examineNode()', () => {
  it.each([
    ['18.20.8', 'fail 18.20.8 is too old for Vial, which needs >=20.19. Install a current LTS version.'],
    ['20.18.3', 'fail 20.18.3 is too old for Vial, which needs >=20.19. Install a current LTS version.'],
    ['20.19.0', 'ok 20.19.0'],
    ['28.0.0', 'ok 28.0.0'],
  ])('judges %s', (version, expected) => {
    const { level, message } = examineNode(version, '>=20.19')
    expect(`${level} ${message}`).toBe(expected)
  })
})

describe('isInRange()', () => {
  it.each([
    ['8.3.8', '^8.3.8', true],
    ['8.10.0', '^8.3.8', true],
    ['8.3.7', '^8.3.8', false],
    ['9.0.0', '^8.3.8', false],
    ['6.8.9', '~6.8.2', true],
    ['6.9.0', '~6.8.2', false],
    ['0.2.9', '^0.2.2', true],
    ['0.3.0', '^0.2.2', false],
    ['6.1.0', '^5.9.2 || ^6.0.0', true],
    ['20.20.2', '>=20.19', true],
  ])('tells whether %s is in %s', (version, range, expected) => {
    expect(isInRange(version, range)).toBe(expected)
  })
})

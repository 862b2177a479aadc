// Tests the published types with and without the packages that a site may leave out.
import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const framework = join(import.meta.dirname, '..')
const modules = join(framework, '../node_modules')
const optional = ['ioredis', 'openid-client']
let folder: string

/** Installs the built package without the packages that a site may leave out. */
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'vial-types-')))
  const own = join(folder, 'node_modules/vial')
  await mkdir(own, { recursive: true })
  for (const name of await readdir(modules)) {
    if (name === 'vial' || name.startsWith('.') || optional.includes(name)) continue
    await symlink(join(modules, name), join(folder, 'node_modules', name), 'dir')
  }
  // Copied: the compiler would follow a link to where the optional packages are installed.
  await cp(join(framework, 'dist'), join(own, 'dist'), {
    recursive: true,
    filter: (path) => !/\.(js|map)$/.test(path),
  })
  await cp(join(framework, 'package.json'), join(own, 'package.json'))
  await symlink(join(framework, 'node_modules'), join(own, 'node_modules'), 'dir')
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function checkTypes(text: string): Promise<string> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'esnext',
    module: 'esnext',
    jsx: 'react-jsx',
    jsxImportSource: 'preact',
    moduleResolution: 'bundler',
    types: ['node', 'vite/client'],
    allowImportingTsExtensions: true,
    skipLibCheck: false,
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['site.ts'] }))
  await writeFile(join(folder, 'site.ts'), text)
  const tsc = join(modules, 'typescript/bin/tsc')
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  return stdout + stderr
}

describe('the types of the package', () => {
  it('need no optional package, whatever a site imports', async () => {
    const { exports } = JSON.parse(await readFile(join(framework, 'package.json'), 'utf8'))
    const imports = Object.keys(exports).map((name) => `import '${name.replace(/^\./, 'vial')}'`)
    expect(imports.length).toBeGreaterThan(5)
    expect(await checkTypes(imports.join('\n'))).toBe('')
  })

  it('describe what the optional packages give to a site', async () => {
    const site = `
      import { oidc } from 'vial/auth'
      import { connectRedis } from 'vial/redis'
      const google = oidc({ issuer: 'https://a.test', clientId: 'a', redirectPath: '/b' })
      type Claims = Awaited<ReturnType<typeof google.finish>>['claims']
      export const find = ({ sub, email }: Claims): [string, string | undefined] => [sub, email]
      export const count = async (): Promise<number> => (await connectRedis('redis://a')).incr('visits')
      export const typed = async (): Promise<Date> => (await connectRedis<{ now(): Date }>('redis://a')).now()
      // @ts-expect-error
      export const wrong = async (): Promise<string> => (await connectRedis('redis://a')).incr('visits')
    `
    expect(await checkTypes(site)).toBe('')
  })
})

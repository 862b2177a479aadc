// Workers of islands: what they import, in dev and in a build.
import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'
import { readRefusal } from '../../fixtures/refused-build.ts'

const island = (code: string): string => `
  import { useEffect } from 'preact/hooks'
  ${code}
  export default function Start() {
    useEffect(() => { start() }, [])
    return <p>start</p>
  }`

const files = {
  'routes/index.tsx': `import Start from './_start.island.tsx'\nexport default () => <Start />`,
  'routes/_work.ts': `import { answer } from './_answer.ts'\nself.postMessage(answer)`,
  'routes/_answer.ts': `export { secret as answer } from './_key.server.ts'`,
  'routes/_key.server.ts': `export const secret = 'do-not-leak'`,
}

describe('a worker', () => {
  it.each([
    `const start = () => new Worker(new URL('./_work.ts', import.meta.url), { type: 'module' })`,
    `const start = () => new SharedWorker(new URL('./_work.ts', import.meta.url), { type: 'module' })`,
    `import Work from './_work.ts?worker'\nconst start = () => new Work()`,
    `import Work from './_work.ts?sharedworker&inline'\nconst start = () => new Work()`,
    `import url from './_work.ts?worker&url'\nconst start = () => new Worker(url, { type: 'module' })`,
    `import Outer from './_outer.ts?worker'\nconst start = () => new Outer()`,
  ])('that leads to server code is refused: %s', async (code) => {
    const message =
      /routes\/_work\.ts imports routes\/_answer\.ts imports routes\/_key\.server\.ts, which must never reach a browser/
    const site = await openSite({
      ...files,
      'routes/_outer.ts': `import Work from './_work.ts?worker'\nnew Work()`,
      'routes/_start.island.tsx': island(code),
    })
    expect(await readRefusal(site)).toMatch(message)
  })

  it('that leads to server code is refused in development', async () => {
    const site = await openSite({
      ...files,
      'routes/_start.island.tsx': island(
        `import Work from './_work.ts?worker'\nconst start = () => new Work()`,
      ),
    })
    const server = await site.startDev()
    // As a browser does: only what a loaded module names is served.
    await server.text('/')
    await server.text('/@id/__x00__virtual:vial/island/routes/_start.island.tsx')
    await server.text('/routes/_start.island.tsx')
    await server.text('/routes/_work.ts?worker_file&type=module')
    await server.text('/routes/_answer.ts')
    expect(server.output()).toMatch(/imports routes\/_key\.server\.ts, which must never reach a browser/)
  })

  it('is in the build once, although the server imports the island too', async () => {
    const site = await openSite({
      ...files,
      'routes/_answer.ts': `export const answer = 42`,
      'routes/_start.island.tsx': island(
        `import Work from './_work.ts?worker'\nconst start = () => new Work()`,
      ),
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const names = await readdir(`${site.folder}/dist/client/_vial`)
    expect(names.filter((name) => /^_work-[\w-]{8}\.js$/.test(name))).toHaveLength(1)
  })
})

describe('a script that browsers load by its URL', () => {
  it('is named by the build, unless a worker or the browser can run it', async () => {
    const site = await openSite({
      'routes/index.tsx': `import Start from './_start.island.tsx'\nexport default () => <Start />`,
      'routes/_start.island.tsx': island(`
        import compiled from './_typed.ts?worker&url'
        function start() {
          const audio = new AudioContext()
          audio.audioWorklet.addModule(compiled)
          audio.audioWorklet.addModule(new URL('./_typed.ts', import.meta.url))
          navigator.serviceWorker.register(new URL('./_importing.js', import.meta.url))
          navigator.serviceWorker.register(new URL('./_plain.js', import.meta.url))
          new Worker(new URL('./_typed.ts', import.meta.url))
        }`),
      'routes/_typed.ts': 'export const typed: number = 1',
      'routes/_importing.js': `import './_plain.js'`,
      'routes/_plain.js': `self.onfetch = () => {}\n// import './nothing.js'`,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const named = [
      ...output.matchAll(/routes\/_start\.island\.tsx: new URL\('(\S+)', import\.meta\.url\) gives/g),
    ]
    expect(named.map(([, name]) => name)).toEqual(['./_typed.ts', './_importing.js'])
  })
})

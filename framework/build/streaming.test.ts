// Tests streamed pages over real connections, in all modes.
import { get } from 'node:http'
import { describe, expect, it } from 'vitest'
import { shareServers } from '../fixtures/shared-site.ts'
import { waitUntil } from '../fixtures/temporary-site.ts'

// One request waits until another releases it, so that no test depends on time.
const files = {
  'routes/_gate.ts': `const gates = (globalThis.gates ??= new Map())
export function gate(name: string) {
  if (!gates.has(name)) { let open: any; gates.set(name, { promise: new Promise((resolve) => { open = resolve }), open }) }
  return gates.get(name)
}
export const left = (globalThis.leftPages ??= [] as string[])
`,
  'routes/open/[name].ts': `import { gate } from '../_gate.ts'
export function GET({ params }) { gate(params.name).open(); return 'open' }
`,
  'routes/left.ts': `import { left } from './_gate.ts'
export function GET() { return left }
`,
  'routes/parts/[name].tsx': `import { Suspense, lazy } from 'preact/compat'
import { useRequest } from 'vial'
import { gate, left } from '../_gate.ts'
export const config = { stream: { deadline: 60 } }
export const head = { title: 'Parts' }
async function Part() {
  const { params, signal, nonce } = useRequest()
  signal.addEventListener('abort', () => left.push(params.name))
  if (params.name === 'broken') { await null; throw new Error('part broken') }
  await gate(params.name).promise
  return <b>late {params.name}</b>
}
const Lazy = lazy(async () => ({ default: () => <i>lazy</i> }))
export default function Page() {
  return <main><Suspense fallback={<p>wait</p>}><Part /></Suspense><Suspense fallback="lazy wait"><Lazy /></Suspense></main>
}
`,
  'routes/never.tsx': `import { Suspense } from 'preact/compat'
export const config = { stream: { deadline: 0.5 } }
const Part = () => new Promise(() => {})
export default () => <main><Suspense fallback={<p>wait</p>}><Part /></Suspense></main>
`,
  'routes/index.tsx': `export default () => <p>alive</p>`,
}

const shared = shareServers(files, ['dev', 'production', 'preview'])
const { servers } = shared

describe.each(['dev', 'production', 'preview'])('a streamed page in %s', (mode) => {
  it('sends the page before the slow part, which then completes the document', async () => {
    const server = servers[mode]!
    const response = await server.fetch('/parts/slow')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    const first = (await reader.read()).value ?? ''
    expect(first).toMatch(/^<!DOCTYPE html>.*<title>Parts<\/title>.*<\/head>.*<p>wait<\/p>/s)
    expect(first).not.toContain('late slow')

    await server.text('/open/slow')
    let rest = ''
    for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value
    expect(rest).toContain('<b>late slow</b>')
    expect(first + rest).toContain('<i>lazy</i>')
    expect(rest).toMatch(/<\/body><\/html>$/)
  })

  it('continues after parts that fail or time out', async () => {
    const server = servers[mode]!
    const [broken, never] = await Promise.all([server.text('/parts/broken'), server.text('/never')])
    for (const text of [broken, never]) {
      expect(text).toContain('This part could not be loaded.')
      expect(text).toMatch(/<\/body><\/html>$/)
      expect(text).not.toMatch(/undefined|part broken/)
    }
    await waitUntil(async () => {
      expect(server.output().match(/part broken/g)?.length).toBeGreaterThan(0)
      expect(server.output()).toContain('was not ready after 0.5 s')
    })
    expect(await server.text('/')).toContain('alive')
    expect(server.process.exitCode).toBe(null)
  })

  it('stops quietly when the visitor leaves', async () => {
    const server = servers[mode]!
    // Every request has a line, also one that was aborted.
    const listReports = (): string[] =>
      server
        .output()
        .split('\n')
        .filter((line) => !/ GET \/|"request (completed|aborted)"/.test(line))
    const before = listReports()
    await new Promise<void>((resolve) => {
      get(`${server.origin}/parts/gone-${mode}`, (response) => {
        response.once('data', () => {
          response.destroy()
          resolve()
        })
      })
    })
    await waitUntil(async () => expect(await server.text('/left')).toContain(`gone-${mode}`))
    await server.text(`/open/gone-${mode}`)
    expect(await server.text('/')).toContain('alive')
    expect(listReports()).toEqual(before)
  })
})

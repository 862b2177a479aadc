// Tests the path of the documentation from one version of a site to the next: behind nginx and Caddy, under load, watched.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPort } from '../../fixtures/find-port.mjs'
import { proxies, readRecipe } from '../../fixtures/proxy-server.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'

const routes = (version: string): Record<string, string> => ({
  'routes/index.tsx': `
    import Counter from './counter.island.tsx'
    export default () => <h1>Version ${version} <Counter /></h1>`,
  'routes/counter.island.tsx': `export default () => <button>${version}</button>`,
  'routes/save.ts': `export const POST = async ({ request }) => 'saved ' + (await request.text())`,
  'routes/export.ts': `
    import { setTimeout as sleep } from 'node:timers/promises'
    import { stream } from 'vial'
    export const GET = () => stream(async function* () {
      for (let line = 0; line < 20; line++) {
        yield line + '\\n'
        await sleep(100)
      }
    })`,
})

let site: TemporarySite
let server: RunningServer
let metricsPort: number

beforeAll(async () => {
  const unit = readService()
  site = await createTemporarySite(routes('1'))
  for (const version of ['1', '2']) {
    await site.write(routes(version))
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    await mkdir(join(site.folder, 'srv/releases', version), { recursive: true })
    await cp(join(site.folder, 'dist'), join(site.folder, 'srv/releases', version, 'dist'), {
      recursive: true,
    })
  }
  metricsPort = await findPort()
  runShell(findCommand(/ln -sfn .*releases\/1 /))
  const { PORT: _, ...environment } = unit.environment
  server = await site.startProduction(
    // The machine of the test may have one core.
    { ...environment, WEB_CONCURRENCY: '2', OPERATIONS_PORT: String(metricsPort) },
    unit.entry.replace('/srv/site', 'srv').replace('/server/index.js', ''),
  )
})
afterAll(() => site?.dispose())

for (const { name, isAvailable, start } of proxies) {
  describe.skipIf(!isAvailable)(`a site behind ${name}`, () => {
    it('gets a new version without a failed request, and its metrics continue', async () => {
      const proxy = await start(Number(new URL(server.origin).port))
      const before = await readCount()
      const clients = startVisitors(proxy.origin)
      const watch = watchHealth()
      await waitUntil(async () => expect(clients.answered()).toBeGreaterThan(200))
      const current = await versionAt(proxy.origin)
      const next = current === '1' ? '2' : '1'

      const rolls = countRolls()
      runShell(findCommand(/ln -sfn .*releases\/2 /).replace('releases/2', `releases/${next}`))
      runShell(readService().reload.replace('$MAINPID', String(server.process.pid)))
      await waitUntil(async () => expect(countRolls()).toBe(rolls + 1), 60_000)
      const seen = clients.answered()
      await waitUntil(async () => expect(clients.answered()).toBeGreaterThan(seen + 200))
      await clients.stop()

      expect(clients.failures).toEqual([])
      expect(await watch.stop()).toEqual([])
      expect(await versionAt(proxy.origin)).toBe(next)
      // With the two that asked for the version. Nothing that the workers counted before they ended is lost.
      await waitUntil(async () => expect(await readCount()).toBe(before + clients.answered() + 2))
      // A page that was opened before may load its scripts after.
      expect([...clients.scripts].filter((script) => script.includes('counter'))).toHaveLength(2)
      for (const script of clients.scripts) await loadScript(proxy.origin, script, freshAgent())
      await proxy.stop()
    })
  })
}

/** Reads the service of systemd from the documentation. */
function readService(): { entry: string; environment: Record<string, string>; reload: string } {
  const unit = readRecipe('/etc/systemd/system/site.service')
  const read = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)![1]!
  const pairs = read('Environment').split(' ')
  return {
    entry: read('ExecStart').split(' ')[1]!,
    environment: Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string])),
    reload: read('ExecReload'),
  }
}

/** Finds a line of the terminal in the documentation. */
function findCommand(pattern: RegExp): string {
  const line = readRecipe('Terminal', pattern)
    .split('\n')
    .find((command) => pattern.test(command))
  return line!.replace('sudo ', '').replaceAll('/srv/site', join(site.folder, 'srv'))
}

function runShell(command: string): void {
  execFileSync('sh', ['-c', command])
}

function countRolls(): number {
  return server.output().split('All workers have been replaced.').length - 1
}

/** Adds up the requests that the site has counted, without those of its first check. */
async function readCount(): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  const counts = [...text.matchAll(/^vial_http_requests_total\{(?=.*status="2xx").*\} (\d+)$/gm)]
  return counts.reduce((sum, [, count]) => sum + Number(count), 0)
}

/** Asks whether the site is ready, over and over, and collects every other status than 200. */
function watchHealth(): { stop(): Promise<number[]> } {
  const refused: number[] = []
  let isOpen = true
  const done = (async () => {
    while (isOpen) {
      const { status } = await fetch(`http://127.0.0.1:${metricsPort}/readyz`)
      if (status !== 200) refused.push(status)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return refused
  })()
  return {
    stop() {
      isOpen = false
      return done
    },
  }
}

/** Starts visitors of all kinds: some ask all the time, some pause as long as proxies keep an unused connection. */
function startVisitors(origin: string) {
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false })
  const failures: string[] = []
  const scripts = new Set<string>()
  let answered = 0
  let isOpen = true
  const visit = async (
    method: string,
    path: string,
    expected: RegExp,
    pause: () => number,
  ): Promise<void> => {
    while (isOpen) {
      try {
        const text = await send(origin, method, path, agent)
        if (!expected.test(text)) throw new Error(`it was answered with ${text.slice(0, 80)}`)
        answered++
        for (const [script] of text.matchAll(/\/_vial\/[\w.-]+\.js/g)) {
          scripts.add(script)
          await loadScript(origin, script, agent)
          answered++
        }
      } catch (error) {
        failures.push(`${method} ${path}: ${(error as Error).message}`)
      }
      await new Promise((resolve) => setTimeout(resolve, pause()))
    }
  }
  const kinds = [
    ...Array.from({ length: 6 }, () => visit('GET', '/', /Version \d/, () => 20)),
    ...Array.from({ length: 6 }, () => visit('POST', '/save', /^saved a form$/, () => 20)),
    ...Array.from({ length: 4 }, () => visit('GET', '/', /Version \d/, () => Math.random() * 3000)),
    ...Array.from({ length: 4 }, () => visit('POST', '/save', /^saved a form$/, () => Math.random() * 3000)),
    ...Array.from({ length: 4 }, () => visit('GET', '/export', /^0\n[\s\S]*\n19\n$/, () => 0)),
  ]
  return {
    failures,
    scripts,
    answered: () => answered,
    async stop() {
      isOpen = false
      await Promise.all(kinds)
      agent.destroy()
    },
  }
}

const freshAgent = (): Agent => new Agent({ rejectUnauthorized: false })

async function loadScript(origin: string, path: string, agent: Agent): Promise<void> {
  const sent = request(new URL(path, origin), { agent }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  for await (const _chunk of response);
  if (response.statusCode !== 200) throw new Error(`${path} was answered with ${response.statusCode}`)
}

async function versionAt(origin: string): Promise<string> {
  const text = await send(origin, 'GET', '/', freshAgent())
  return /Version (\d)/.exec(text)![1]!
}

async function send(origin: string, method: string, path: string, agent: Agent): Promise<string> {
  const headers = { origin, 'content-type': 'text/plain' }
  const sent = request(new URL(path, origin), { method, agent, headers })
  sent.end(method === 'POST' ? 'a form' : undefined)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  return text
}

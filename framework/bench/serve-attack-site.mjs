// Builds and serves the attack site for tools that scan it: node framework/bench/serve-attack-site.mjs [port]
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

const fixtures = resolve(import.meta.dirname, '../fixtures')
const load = async (path) => (await runnerImport(`${fixtures}/${path}`)).module

const { createTemporarySite } = await load('temporary-site.ts')
const { attackSite } = await load('attack/site.ts')
const site = await createTemporarySite(attackSite)
const { code, output } = await site.build()
if (code !== 0) throw new Error(output)
const server = await site.startProduction({
  HOST: '127.0.0.1',
  PORT: process.argv[2] ?? '8080',
  LOG_LEVEL: 'error',
})
console.log(`The attack site is on ${server.origin}. Press Ctrl+C to stop it.`)
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    const code = await server.stop()
    if (code !== 0 || server.output()) console.log(server.output())
    await site.dispose()
    process.exit(code ?? 1)
  })
}

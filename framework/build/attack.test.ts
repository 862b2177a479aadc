// Attacks a site over raw sockets in dev, preview and production, and checks after each request what must always hold.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatRequest, sendRaw } from '../fixtures/attack/raw-client.ts'
import { attackRows } from '../fixtures/attack/rows.ts'
import { type AttackedSite, attackModes, startAttackedSite } from '../fixtures/attack/start-servers.ts'

let attacked: AttackedSite

beforeAll(async () => {
  attacked = await startAttackedSite()
})

afterAll(() => attacked?.dispose())

describe.each(attackModes)('an attack in %s', (mode) => {
  for (const { id, title, modes = attackModes, run } of attackRows) {
    if (modes.includes(mode)) it(`${id}: ${title}`, () => run(attacked.target(mode)))
  }
})

describe('the built server, after all attacks', () => {
  it('holds no files, and no more memory than before another thousand requests', async () => {
    const { server } = attacked.target('production')
    const measure = async (): Promise<{ heap: number; files: number }> =>
      (await server.fetch('/usage')).json()
    const targets = [
      '/',
      '/admin/x',
      '/missing',
      '/%zz',
      '/go?to=//evil.test',
      '/text.txt',
      '/throw',
      '/me',
      '/cached',
      '/sse',
    ]
    const repeat = async (): Promise<{ heap: number; files: number }> => {
      for (let round = 0; round < 500; round++) {
        const target = targets[round % targets.length]!
        await sendRaw(server.origin, formatRequest({ origin: server.origin, target }))
      }
      return measure()
    }
    await repeat()
    const [first, second] = [await repeat(), await repeat()]

    expect(second.files).toBeLessThanOrEqual(first.files)
    expect(second.heap / first.heap).toBeLessThan(1.05)
  })
})

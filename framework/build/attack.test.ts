// Attacks a site over raw sockets in dev, preview and production, and checks after each request what must always hold.
import { afterAll, beforeAll, describe, it } from 'vitest'
import { pathRows } from '../fixtures/attack/path-rows.ts'
import { type AttackedSite, attackModes, startAttackedSite } from '../fixtures/attack/start-servers.ts'

const rows = [...pathRows]

let attacked: AttackedSite

beforeAll(async () => {
  attacked = await startAttackedSite()
})

afterAll(() => attacked?.dispose())

describe.each(attackModes)('an attack in %s', (mode) => {
  for (const { id, title, modes = attackModes, run } of rows) {
    if (modes.includes(mode)) it(`${id}: ${title}`, () => run(attacked.target(mode)))
  }
})

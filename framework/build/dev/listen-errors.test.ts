import { once } from 'node:events'
import { createServer } from 'node:net'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'
import { type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'
import { explainListenErrors } from './listen-errors.ts'

const page = 'export default () => <p>home</p>'
let site: TemporarySite
let port: number
const other = createServer()

beforeAll(async () => {
  site = await createTemporarySite({ 'routes/index.tsx': page })
  await once(other.listen(0, 'localhost'), 'listening')
  ;({ port } = other.address() as { port: number })
  const { code, output } = await site.build()
  expect(code, output).toBe(0)
})

afterAll(async () => {
  other.close()
  await site.dispose()
})

it('asks for a build before vite preview', async () => {
  const site = await openSite({ 'routes/index.tsx': page })

  expect(await runVite(site, 'preview')).toEqual({
    code: 1,
    remarks:
      'error when starting preview server:\ndist/server: the site has not been built. Run vite build first.',
  })
})

describe.each(['dev', 'preview'])('vite %s', (command) => {
  it('says what to do about a port in use, without a stack', async () => {
    expect(await runVite(site, command, '--port', String(port), '--strictPort')).toEqual({
      code: 1,
      remarks: `error when starting ${command} server:\nPort ${port} is in use. Stop the other server, or choose another port: vite ${command} --port ${port + 1}.`,
    })
  })

  it('says that the machine does not have an address', async () => {
    // Reserved for documentation, so no machine has it (RFC 5737).
    expect(await runVite(site, command, '--host', '192.0.2.1')).toEqual({
      code: 1,
      remarks: `error when starting ${command} server:\nThis machine does not have the address 192.0.2.1. Choose another one: vite ${command} --host 127.0.0.1.`,
    })
  })
})

it('explains a port that this user may not have, and leaves other errors alone', () => {
  const server = createServer().on('error', () => {})
  explainListenErrors(server, {}, 'vite dev')
  const errors = ['EACCES', 'EADDRINUSE', 'EMFILE'].map((code) =>
    Object.assign(new Error(`listen ${code}`), { code, port: 80 }),
  )
  for (const error of errors) server.emit('error', error)

  expect(errors.map(({ message }) => message)).toEqual([
    'This user may not listen on port 80. Choose a port above 1023: vite dev --port 8080.',
    // Without strictPort, Vite tries the next port.
    'listen EADDRINUSE',
    'listen EMFILE',
  ])
})

async function runVite(site: TemporarySite, ...words: string[]) {
  const { code, remarks } = await site.vial(words, { script: 'node_modules/vite/bin/vite.js' })
  const text = stripVTControlCharacters(remarks)
  // Node may warn about the variables of the terminal before.
  return { code, remarks: text.slice(text.indexOf('error when')) }
}

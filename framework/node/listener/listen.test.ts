import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunResult, type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'
import { listen } from './listen.ts'

describe('listen()', () => {
  it.each([
    // Reserved for documentation, so no machine has it (RFC 5737).
    [
      '192.0.2.1',
      'This machine does not have the address 192.0.2.1. Set HOST to one that it has, such as 127.0.0.1, or to 0.0.0.0 for all.',
    ],
    [
      'http://localhost',
      'HOST is "http://localhost", and no machine has this name. Set an address without scheme and port, such as 127.0.0.1, or 0.0.0.0 for all.',
    ],
  ])('says what to do about the host %s', async (host, message) => {
    await expect(listen(createServer(), { port: 0, host, variable: 'PORT' })).rejects.toThrow(message)
  })

  it('says what to do about a port that this user may not have', async () => {
    const server = createServer()
    const listening = listen(server, { port: 0, host: '127.0.0.1', variable: 'OPERATIONS_PORT' })
    server.emit('error', Object.assign(new Error('listen EACCES'), { code: 'EACCES' }))

    await expect(listening).rejects.toThrow(
      'This user may not listen on port 0. Set OPERATIONS_PORT to a number above 1023.',
    )
    server.close()
  })
})

describe('node dist/server/index.js', () => {
  let site: TemporarySite
  beforeAll(async () => {
    site = await createTemporarySite({ 'routes/index.ts': `export const GET = () => 'text'` })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
  })
  afterAll(() => site?.dispose())

  it.each([
    [{ HOST: '192.0.2.1' }, 'This machine does not have the address 192.0.2.1. Set HOST to '],
    [{ HOST: 'localhost:80' }, 'HOST is "localhost:80", and no machine has this name. '],
    [{ PORT: '127.0.0.1:80' }, 'PORT is "127.0.0.1:80". Set a whole number from 0 to 65535.'],
    [{ OPERATIONS_PORT: '1', OPERATIONS_HOST: '192.0.2.1' }, 'Set OPERATIONS_HOST to one that it has'],
    [
      { SESSION_SECRET: '', SESION_SECRET: 'a' },
      'SESSION_SECRET is not set, but SESION_SECRET is. If you meant SESSION_SECRET, rename it.',
    ],
  ])('ends with one sentence for %j', async (environment, message) => {
    const { code, remarks } = await start(environment)

    expect({ code, lines: remarks.split('\n').length }).toEqual({ code: 1, lines: 1 })
    expect(remarks).toContain(message)
  })

  it('warns about settings that are misspelt, once for all workers', async () => {
    const { output } = await start({ HOST: '192.0.2.1', TRUST_PROXI: '1', WEB_CONCURRENCY: '2' })

    expect(output.split('TRUST_PROXI is set, but TRUST_PROXY is not.')).toHaveLength(2)
  })

  function start(environment: Record<string, string>): Promise<RunResult> {
    const secret = 'a-secret-of-the-tests-x8KqP2vN5tRz7LmW'
    return site.vial([], {
      script: 'dist/server/index.js',
      environment: { PORT: '0', SESSION_SECRET: secret, ...environment },
    })
  }
})

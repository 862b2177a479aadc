// A real Redis that speaks only TLS and requires a password, as hosted ones do.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getCertificate } from '@vitejs/plugin-basic-ssl'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RedisServer, hasRedis, startRedis } from '../fixtures/redis-server.ts'
import { type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'

describe.skipIf(!hasRedis)('a Redis with TLS and a password', () => {
  let site: TemporarySite
  let redis: RedisServer
  let certificate: string
  beforeAll(async () => {
    site = await createTemporarySite({
      'routes/index.ts': `export const GET = () => 'ok'`,
      'routes/count.ts': `export const GET = ({ session }) => { session.count = (session.count ?? 0) + 1; return session.count }`,
      'routes/_server.ts': `
        import { redisStore } from 'vial/redis'
        export default { session: { store: redisStore() } }`,
    })
    certificate = join(site.folder, 'certificate.pem')
    await writeFile(certificate, await getCertificate(join(site.folder, '.certificates')))
    const file = [
      '--tls-cert-file',
      certificate,
      '--tls-key-file',
      certificate,
      '--tls-ca-cert-file',
      certificate,
    ]
    redis = await startRedis({
      encrypted: true,
      options: [...file, '--tls-auth-clients', 'no', '--requirepass', 'a secret @/:'],
    })
  })
  afterAll(async () => {
    await site?.dispose()
    await redis?.stop()
  })

  /** Runs `vial doctor` and gives what it says of the URL. */
  async function examine(
    login: string,
    scheme = 'rediss',
    trusted = certificate,
  ): Promise<string | undefined> {
    const url = `${scheme}://${login}localhost:${new URL(redis.url).port}`
    const { output } = await site.vial(['doctor'], {
      environment: { REDIS_URL: url, NODE_EXTRA_CA_CERTS: trusted },
    })
    return output.split('\n').find((line) => line.includes('REDIS_URL'))
  }

  it('is used with both, and only with the right ones', async () => {
    expect(await examine(':a%20secret%20%40%2F%3A@')).toContain('answers')
    expect(await examine(':wrong@')).toContain('WRONGPASS')
    expect(await examine('')).toContain('NOAUTH')
    expect(await examine(':a%20secret%20%40%2F%3A@', 'rediss', '')).toMatch(/self[- ]signed certificate/)
    expect(await examine(':a%20secret%20%40%2F%3A@', 'redis')).toContain('Does not answer')
  })

  it('keeps the sessions of a built site', async () => {
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const server = await site.startProduction({
      REDIS_URL: `rediss://:a%20secret%20%40%2F%3A@localhost:${new URL(redis.url).port}`,
      NODE_EXTRA_CA_CERTS: certificate,
    })
    const first = await server.fetch('/count')
    expect(await first.text()).toBe('1')
    const [cookie] = first.headers.getSetCookie()[0]!.split(';')
    expect(await server.text('/count', { headers: { cookie: cookie! } })).toBe('2')
  })
})

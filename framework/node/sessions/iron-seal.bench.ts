// Benchmarks the synchronous seal against iron-session's own, and two ways to derive its keys.
import { createHmac, pbkdf2Sync } from 'node:crypto'
import { sealData, unsealData } from 'iron-session'
import { bench, describe } from 'vitest'
import { parseSecrets } from '../../session/secret.ts'
import { createSealer } from './iron-seal.ts'

const secret = 'kT3vQ8wZr1Lm5XyB0pNs7HdC2fGj9UaE'
const sealer = createSealer(parseSecrets(secret))
const data = { userId: 12345, name: 'Ada', roles: ['editor', 'admin'] }
const json = JSON.stringify(data)
const sealed = sealer.seal(json, 3600)
const forged = `${sealed.slice(0, -3)}${sealed.at(-3) === 'A' ? 'B' : 'A'}~2`
const salt = '0f'.repeat(32)

describe('seal', () => {
  bench('vial', () => {
    sealer.seal(json, 3600)
  })
  bench('iron-session', async () => {
    await sealData(data, { password: secret, ttl: 3600 })
  })
})

describe('unseal', () => {
  bench('vial', () => {
    sealer.unseal(sealed)
  })
  bench('iron-session', async () => {
    await unsealData(sealed, { password: secret, ttl: 3600 })
  })
  bench('vial, forged', () => {
    sealer.unseal(forged)
  })
})

describe('derive a key', () => {
  bench('pbkdf2Sync', () => {
    pbkdf2Sync(secret, salt, 1, 32, 'sha1')
  })
  bench('two HMAC-SHA1', () => {
    createHmac('sha1', secret).update(`${salt}\0\0\0\x01`).digest()
    createHmac('sha1', secret).update(`${salt}\0\0\0\x02`).digest()
  })
})

// Sealing with the original package.
import { describe, expect, it } from 'vitest'
import { createSealer } from '../node/sessions/iron-seal.ts'
import { sealSession } from './iron-session.ts'
import { parseSecrets } from './secret.ts'

const secret = 'kT3vQ8wZr1Lm5XyB0pNs7HdC2fGj9UaE'
const newSecret = 'W7uPz4RbX1nMq8YtK3vFs6LdJ0hGc9Ae'

describe('sealSession()', () => {
  it('seals a session that the framework opens', async () => {
    const secrets = parseSecrets(secret)
    const sealed = await sealSession({ userId: 7 }, secrets, 3600)

    expect(createSealer(secrets).unseal(sealed)?.json).toBe('{"userId":7}')
  })

  it('seals with the newest of several secrets', async () => {
    const secrets = parseSecrets(`9:${secret},10:${newSecret}`)

    expect(await sealSession({}, secrets, 3600)).toMatch(/^Fe26\.2\*10\*/)
  })
})

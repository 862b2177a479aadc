// Tests what a slow response does to a session cookie that another request has replaced or ended in the meantime.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LiteralSite, createLiteralSite, testSecret } from '../../fixtures/literal-site.ts'
import { createSealer } from '../../node/sessions/iron-seal.ts'
import { memoryStore } from '../../session/memory-store.ts'
import { parseSecrets } from '../../session/secret.ts'
import type { SessionOptions } from '../../session/session-config.ts'
import type { Context } from './context.ts'

type Values = Record<string, unknown>
const valuesOf = (ctx: Context): Values => ctx.session as unknown as Values

/** Handlers wait at the gate until the test opens it. */
interface Gate {
  wait(): Promise<void>
  /** Resolves when a handler waits. */
  readonly reached: Promise<void>
  /** Opens the gate and waits for the response. */
  openFor(response: Promise<unknown>): Promise<void>
}

let gate: Gate
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  gate = createGate()
})
afterEach(() => void vi.useRealTimers())

const modules = {
  'login.ts': {
    POST(ctx: Context) {
      ctx.session.regenerate()
      valuesOf(ctx).user = ctx.query.get('user')
    },
  },
  'logout.ts': { POST: (ctx: Context) => ctx.session.destroy() },
  'empty.ts': {
    POST(ctx: Context) {
      for (const name of Object.keys(ctx.session)) delete valuesOf(ctx)[name]
    },
  },
  'add.ts': { POST: (ctx: Context) => void Object.assign(ctx.session, { [ctx.query.get('name')!]: true }) },
  'read.ts': { GET: (ctx: Context) => ({ ...valuesOf(ctx) }) },
  'slow-read.ts': {
    GET: async (ctx: Context) => {
      const isEarly = ctx.query.has('early') && Object.keys(ctx.session)
      await gate.wait()
      return { isEarly, ...valuesOf(ctx) }
    },
  },
  'slow-add.ts': {
    POST: async (ctx: Context) => {
      await gate.wait()
      valuesOf(ctx).slow = true
    },
  },
  'slow-empty.ts': {
    POST: async (ctx: Context) => {
      Object.keys(ctx.session)
      await gate.wait()
      for (const name of Object.keys(ctx.session)) delete valuesOf(ctx)[name]
    },
  },
  'slow-logout.ts': {
    POST: async (ctx: Context) => {
      await gate.wait()
      ctx.session.destroy()
    },
  },
}

const storages: [name: string, settings: () => SessionOptions][] = [
  ['in cookies', () => ({})],
  ['in a store', () => ({ store: memoryStore() })],
]

describe.each(storages)('a slow response with sessions %s', (_, createSettings) => {
  // Each race runs five times, so that the result does not depend on chance.
  async function race(run: (browser: Browser) => Promise<unknown>, settings: SessionOptions = {}) {
    const results: unknown[] = []
    for (let round = 0; round < 5; round += 1) {
      gate = createGate()
      const session = { ttl: '1h', rolling: true, ...createSettings(), ...settings }
      const site = createLiteralSite({ ...modules, '_server.ts': { default: { session } } })
      results.push(await run(createBrowser(site)))
    }
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1)
    return results[0]
  }

  async function loginLongAgo(browser: Browser): Promise<void> {
    await browser.post('/login?user=anna')
    passMinutes(30)
  }

  it.each(['/slow-read', '/slow-read?early'])('does not undo a logout by renewing (%s)', async (path) => {
    const result = await race(async (browser) => {
      await loginLongAgo(browser)
      const slow = browser.send(path)
      await gate.reached
      await browser.post('/logout')
      await gate.openFor(slow)
      return browser.read()
    })

    expect(result).toEqual({})
  })

  it('does not undo a logout that removes every property', async () => {
    const result = await race(async (browser) => {
      await loginLongAgo(browser)
      const slow = browser.send('/slow-read')
      await gate.reached
      await browser.post('/empty')
      await gate.openFor(slow)
      return browser.read()
    })

    expect(result).toEqual({})
  })

  it('does not undo a logout that came after a renewal or a change', async () => {
    const result = await race(async (browser) => {
      await loginLongAgo(browser)
      const slow = browser.send('/slow-read')
      await gate.reached
      expect(await browser.read()).toEqual({ user: 'anna' })
      await browser.post('/add?name=seen')
      await browser.post('/logout')
      await gate.openFor(slow)
      return browser.read()
    })

    expect(result).toEqual({})
  })

  it('does not undo a logout by a change', async () => {
    const result = await race(async (browser) => {
      await browser.post('/login?user=anna')
      const slow = browser.send('/slow-add', 'POST')
      await gate.reached
      await browser.post('/logout')
      await gate.openFor(slow)
      return browser.read()
    })

    expect(result).toEqual({})
  })

  it.each(['/slow-read', '/slow-read?early', '/slow-add', '/slow-empty'])(
    'does not lose a login (%s)',
    async (path) => {
      const result = await race(async (browser) => {
        await browser.post('/add?name=cart')
        passMinutes(30)
        const slow = browser.send(path, path.startsWith('/slow-read') ? 'GET' : 'POST')
        await gate.reached
        await browser.post('/login?user=anna')
        await gate.openFor(slow)
        return browser.read()
      })

      expect(result).toEqual({ user: 'anna' })
    },
  )

  it('does not lose a login by clearing a cookie that was invalid', async () => {
    const result = await race(async (browser) => {
      browser.cookie = 'expired'
      const slow = browser.send('/slow-read?early')
      await gate.reached
      await browser.post('/login?user=anna')
      await gate.openFor(slow)
      return browser.read()
    })

    expect(result).toEqual({ user: 'anna' })
  })

  it('does not lose a change by renewing', async () => {
    const result = await race(async (browser) => {
      await loginLongAgo(browser)
      const slow = browser.send('/slow-read')
      await gate.reached
      await browser.post('/add?name=cart')
      await gate.openFor(slow)
      return browser.read()
    })

    expect(result).toEqual({ user: 'anna', cart: true })
  })

  it('ends the session if it is the logout', async () => {
    const result = await race(async (browser) => {
      await browser.post('/login?user=anna')
      const slow = browser.send('/slow-logout', 'POST')
      await gate.reached
      await browser.post('/add?name=seen')
      await gate.openFor(slow)
      return browser.read()
    })

    expect(result).toEqual({})
  })

  it('logs in although the same form was sent twice, and the first response was lost', async () => {
    const result = await race(async (browser) => {
      await browser.post('/add?name=cart')
      const { cookie } = browser
      await browser.post('/login?user=anna')
      browser.cookie = cookie
      await browser.post('/login?user=anna')
      return browser.read()
    })

    expect(result).toEqual({ user: 'anna' })
  })
})

describe.each(storages)('a rolling session %s', (_, createSettings) => {
  function createSite(): LiteralSite {
    const session = { ttl: '100m', rolling: true, ...createSettings() }
    return createLiteralSite({ ...modules, '_server.ts': { default: { session } } })
  }

  it('is renewed once a tenth of its lifetime is over', async () => {
    const browser = createBrowser(createSite())
    await browser.post('/login?user=anna')
    const changes: boolean[] = []
    for (let minutes = 0; minutes < 20; minutes += 4) {
      const { cookie } = browser
      await browser.read()
      changes.push(browser.cookie !== cookie)
      passMinutes(4)
    }

    expect(changes).toEqual([false, false, false, true, false])
  })

  it('is renewed by a response that takes longer than 5 seconds only from half of its lifetime on', async () => {
    const browser = createBrowser(createSite())
    await browser.post('/login?user=anna')
    const changes: boolean[] = []
    for (const minutes of [40, 20]) {
      gate = createGate()
      passMinutes(minutes)
      const { cookie } = browser
      const slow = browser.send('/slow-read')
      await gate.reached
      vi.setSystemTime(Date.now() + 6000)
      await gate.openFor(slow)
      changes.push(browser.cookie !== cookie)
    }

    expect(changes).toEqual([false, true])
    passMinutes(90)
    expect(await browser.read()).toEqual({ user: 'anna' })
  })

  it('is not renewed for a copied cookie after the logout', async () => {
    const browser = createBrowser(createSite())
    await browser.post('/login?user=anna')
    const { cookie } = browser
    passMinutes(30)
    await browser.post('/logout')
    browser.cookie = cookie
    await browser.read()

    expect([cookie, '']).toContain(browser.cookie)
  })
})

describe('a rolling session of iron-session', () => {
  it('is renewed if its seal never expires or lives longer than the site allows', async () => {
    const session = { ttl: '1h', rolling: true }
    const site = createLiteralSite({ ...modules, '_server.ts': { default: { session } } })
    const sealer = createSealer(parseSecrets(testSecret))
    for (const seconds of [0, 7200]) {
      const browser = createBrowser(site)
      browser.cookie = sealer.seal('{"user":"anna"}', seconds)
      const { cookie } = browser
      expect(await browser.read()).toEqual({ user: 'anna' })
      expect(browser.cookie).not.toBe(cookie)
      expect(await browser.read()).toEqual({ user: 'anna' })
    }
  })
})

interface Browser {
  cookie: string
  /** Sends a request with the cookie of this moment, and applies the answer when it arrives. */
  send(path: string, method?: string): Promise<Response>
  post(path: string): Promise<Response>
  read(): Promise<unknown>
}

function createBrowser(site: LiteralSite): Browser {
  const browser: Browser = {
    cookie: '',
    async send(path, method = 'GET') {
      const headers = browser.cookie === '' ? {} : { cookie: `__Host-session=${browser.cookie}` }
      const response = await site.fetch(path, { method, headers })
      expect(response.ok).toBe(true)
      for (const line of response.headers.getSetCookie()) {
        browser.cookie = line.slice('__Host-session='.length, line.indexOf(';'))
      }
      return response
    },
    post: (path) => browser.send(path, 'POST'),
    read: async () => (await browser.send('/read')).json(),
  }
  return browser
}

function createGate(): Gate {
  let open = (): void => {}
  let reach = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const reached = new Promise<void>((resolve) => {
    reach = resolve
  })
  return {
    wait() {
      reach()
      return opened
    },
    reached,
    async openFor(response) {
      open()
      await response
    },
  }
}

function passMinutes(minutes: number): void {
  vi.setSystemTime(Date.now() + minutes * 60_000)
}

// Flash messages, regenerate() and destroy() across requests.
import { describe, expect, it } from 'vitest'
import { createSealer } from '../node/sessions/iron-seal.ts'
import { parseSecrets } from './secret.ts'
import { commitSession, openSession, type ActiveSession } from './session.ts'
import { createSessionConfig } from './session-config.ts'

let now = Date.now()
const clock = () => now
const sealer = createSealer(parseSecrets('kT3vQ8wZr1Lm5XyB0pNs7HdC2fGj9UaE'), clock)
const config = createSessionConfig({}, { sealer, secure: false, base: '/', now: clock })
const limited = createSessionConfig({ absolute: '1d' }, { sealer, secure: false, base: '/', now: clock })

/** A visitor who keeps the cookie between requests. */
function createVisitor(settings = config) {
  let cookie: string | undefined
  return {
    request<Result>(run: (active: ActiveSession, values: Record<string, unknown>) => Result): Result {
      const active = openSession(settings, cookie)
      const result = run(active, active.session as unknown as Record<string, unknown>)
      const { setCookie } = commitSession(settings, active)
      if (setCookie !== undefined) cookie = /^session=([^;]*)/.exec(setCookie)?.[1] || undefined
      return result
    },
    readCookie: () => cookie,
  }
}

describe('addFlash() and takeFlashes()', () => {
  it('keep messages for the next request that takes them, and show them once', () => {
    const { request } = createVisitor()
    request((active) => active.flash('success', 'Saved'))
    request((active) => active.flash('info', 'Again'))
    request(() => {})

    expect(request((active) => active.takeFlashes())).toEqual([
      { kind: 'success', message: 'Saved' },
      { kind: 'info', message: 'Again' },
    ])
    expect(request((active) => active.takeFlashes())).toEqual([])
  })

  it('leave no cookie behind once the messages are shown', () => {
    const visitor = createVisitor()
    visitor.request((active) => active.flash('success', 'Saved'))
    const before = visitor.readCookie()
    visitor.request((active) => active.takeFlashes())

    expect(before).toBeDefined()
    expect(visitor.readCookie()).toBeUndefined()
  })

  it('store text, whatever a site without types passes', () => {
    const { request } = createVisitor()
    request((active) => active.flash(7 as never, new URL('http://a.test/') as never))

    expect(request((active) => active.takeFlashes())).toEqual([{ kind: '7', message: 'http://a.test/' }])
  })

  it('show a message of the same request and return the same list again', () => {
    const { request } = createVisitor()
    const [first, second] = request((active) => {
      active.flash('error', 'Not saved')
      return [active.takeFlashes(), active.takeFlashes()]
    })

    expect(first).toEqual([{ kind: 'error', message: 'Not saved' }])
    expect(second).toBe(first)
    expect(request((active) => active.takeFlashes())).toEqual([])
  })

  it('keep a message for the next page if it is added after the others were taken', () => {
    const { request } = createVisitor()
    request((active) => {
      active.takeFlashes()
      active.flash('info', 'Later')
    })

    expect(request((active) => active.takeFlashes())).toEqual([{ kind: 'info', message: 'Later' }])
  })

  it('keep messages for the next page if they are taken after the commit', () => {
    const { request } = createVisitor()
    request((active) => active.flash('info', 'Hello'))
    const late = request((active) => {
      commitSession(config, active)
      return active.takeFlashes()
    })

    expect(late).toEqual([])
    expect(request((active) => active.takeFlashes())).toEqual([{ kind: 'info', message: 'Hello' }])
  })

  it('do not show messages as properties of the session', () => {
    const { request } = createVisitor()
    request((active, values) => {
      values.userId = 7
      active.flash('info', 'Hello')
    })

    expect(request((_, values) => ({ ...values }))).toEqual({ userId: 7 })
  })
})

describe('returnFlashes()', () => {
  it('keeps messages for the next page if the one that took them is not shown', () => {
    const { request } = createVisitor()
    request((active) => active.flash('info', 'old'))
    const returned = request((active) => {
      active.flash('info', 'new')
      active.takeFlashes()
      const first = active.returnFlashes()
      return [first, active.returnFlashes(), active.takeFlashes(), active.returnFlashes()]
    })
    const messages = [
      { kind: 'info', message: 'old' },
      { kind: 'info', message: 'new' },
    ]

    expect(returned).toEqual([true, false, messages, true])
    expect(request((active) => active.takeFlashes())).toEqual(messages)
  })

  it('tells whether there is anything to keep', () => {
    const { request } = createVisitor()

    expect(request((active) => active.returnFlashes())).toBe(false)
    expect(request((active) => [active.takeFlashes(), active.returnFlashes()])).toEqual([[], false])
  })

  it('is too late after the commit', () => {
    const active = openSession(config, undefined)
    active.flash('info', 'shown')
    active.takeFlashes()
    commitSession(config, active)

    expect(active.returnFlashes()).toBe(false)
  })
})

describe('a session whose response has started', () => {
  it.each<[string, (active: ActiveSession) => void]>([
    ['destroy()', ({ session }) => session.destroy()],
    ['regenerate()', ({ session }) => session.regenerate()],
    ['flash()', (active) => active.flash('info', 'late')],
  ])('refuses %s and says why', (method, change) => {
    const active = openSession(config, undefined)
    commitSession(config, active)

    expect(() => change(active)).toThrow(
      `ctx.session, ${method}: the response has started, so the session can no longer change. Call it earlier, in a loader or handler.`,
    )
  })
})

describe('regenerateSession()', () => {
  it('drops what an attacker planted and keeps what the login assigned, before or after the call', () => {
    const { request } = createVisitor()
    request((active, values) => {
      Object.assign(values, { tracking: 'attacker', returnTo: '/evil', step: 1 })
      active.flash('info', 'planted')
    })
    request((active, values) => {
      values.userId = 7
      values.step = 2
      active.flash('success', 'Welcome')
      active.session.regenerate()
      values.role = 'admin'
    })

    expect(request((_, values) => ({ ...values }))).toEqual({ userId: 7, step: 2, role: 'admin' })
    expect(request((active) => active.takeFlashes())).toEqual([{ kind: 'success', message: 'Welcome' }])
  })

  it('drops a value from the cookie even if the request modified it', () => {
    const { request } = createVisitor()
    request((_, values) => {
      values.cart = ['planted']
    })
    request((active, values) => {
      ;(values.cart as string[]).push('mine')
      active.session.regenerate()
    })

    expect(request((_, values) => ({ ...values }))).toEqual({})
  })

  it('keeps values that are copied explicitly', () => {
    const { request } = createVisitor()
    request((_, values) => Object.assign(values, { cart: ['book'], count: 1 }))
    request((active, values) => {
      const { cart, count } = values
      active.session.regenerate()
      Object.assign(values, { cart, count })
      active.session.regenerate()
    })

    expect(request((_, values) => ({ ...values }))).toEqual({ cart: ['book'], count: 1 })
  })

  it('seals again even if the properties are the same', () => {
    const visitor = createVisitor()
    visitor.request((_, values) => Object.assign(values, { userId: 7 }))
    const before = visitor.readCookie()
    visitor.request((active, values) => {
      active.session.regenerate()
      values.userId = 7
    })

    expect(visitor.readCookie()).not.toBe(before)
  })

  it('clears the cookie if nothing is left, and sets none for a new visitor', () => {
    const visitor = createVisitor()
    visitor.request((active) => active.session.regenerate())
    const before = visitor.readCookie()
    visitor.request((_, values) => Object.assign(values, { tracking: 1 }))
    visitor.request((active) => active.session.regenerate())

    expect(before).toBeUndefined()
    expect(visitor.readCookie()).toBeUndefined()
  })

  it('starts a new age', () => {
    const { request } = createVisitor(limited)
    request((_, values) => Object.assign(values, { userId: 7 }))
    now += 20 * 3_600_000
    request((active, values) => {
      active.session.regenerate()
      values.userId = 7
    })
    now += 20 * 3_600_000

    expect(request((_, values) => ({ ...values }))).toEqual({ userId: 7 })
    now += 4 * 3_600_000
    expect(request((_, values) => ({ ...values }))).toEqual({})
  })
})

describe('destroySession()', () => {
  it('empties the session immediately and removes the cookie', () => {
    const visitor = createVisitor()
    visitor.request((_, values) => Object.assign(values, { userId: 7 }))
    const left = visitor.request((active, values) => {
      active.session.destroy()
      active.session.destroy()
      return { ...values }
    })

    expect(left).toEqual({})
    expect(visitor.readCookie()).toBeUndefined()
  })

  it('refuses a write to a destroyed session', () => {
    const sentence = /ctx\.session\.userId: the session was destroyed in this request/
    const { session } = openSession(config, undefined)
    session.destroy()

    expect(() => Object.assign(session, { userId: 7 })).toThrow(sentence)
    expect(() => session.regenerate()).toThrow(/the session was destroyed in this request/)
  })

  it('still refuses a write after the commit', () => {
    const active = openSession(config, undefined)
    active.session.destroy()
    commitSession(config, active)

    expect(() => Object.assign(active.session, { userId: 7 })).toThrow(/was destroyed in this request/)
  })

  it('keeps messages of this request but none from before', () => {
    const { request } = createVisitor()
    request((active, values) => {
      values.userId = 7
      active.flash('info', 'old')
    })
    request((active) => {
      active.flash('info', 'Goodbye')
      active.session.destroy()
      active.flash('info', 'See you')
    })

    expect(request((active, values) => [{ ...values }, active.takeFlashes()])).toEqual([
      {},
      [
        { kind: 'info', message: 'Goodbye' },
        { kind: 'info', message: 'See you' },
      ],
    ])
  })

  it('sets no cookie for a visitor without one', () => {
    const active = openSession(config, undefined)
    active.session.destroy()

    expect(commitSession(config, active)).toEqual({})
  })

  it('works if the method is destructured first', () => {
    const active = openSession(config, undefined)
    Object.assign(active.session, { userId: 7 })
    const { destroy } = active.session
    destroy()

    expect({ ...active.session }).toEqual({})
  })
})

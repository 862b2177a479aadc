// Tests flash messages, regenerate() and destroy() across requests.
import { describe, expect, it } from 'vitest'
import { createSealer } from '../node/iron-seal.ts'
import { parseSecrets } from './secret.ts'
import { commitSession, openSession, type SessionSlot } from './session.ts'
import { createSessionConfig } from './session-config.ts'

let now = Date.now()
const clock = () => now
const sealer = createSealer(parseSecrets('kT3vQ8wZr1Lm5XyB0pNs7HdC2fGj9UaE'), clock)
const config = createSessionConfig({}, { sealer, secure: false, base: '/', now: clock })
const limited = createSessionConfig({ absolute: '1d' }, { sealer, secure: false, base: '/', now: clock })

/** A visitor: keeps the cookie from request to request. */
function createVisitor(settings = config) {
  let cookie: string | undefined
  return {
    request<Result>(run: (slot: SessionSlot, values: Record<string, unknown>) => Result): Result {
      const slot = openSession(settings, cookie)
      const result = run(slot, slot.session as unknown as Record<string, unknown>)
      const { setCookie } = commitSession(settings, slot)
      if (setCookie !== undefined) cookie = /^session=([^;]*)/.exec(setCookie)?.[1] || undefined
      return result
    },
    readCookie: () => cookie,
  }
}

describe('addFlash() and takeFlashes()', () => {
  it('keep messages for the next request that asks, and show them once', () => {
    const { request } = createVisitor()
    request((slot) => slot.flash('success', 'Saved'))
    request((slot) => slot.flash('info', 'Again'))
    request(() => {})

    expect(request((slot) => slot.takeFlashes())).toEqual([
      { kind: 'success', message: 'Saved' },
      { kind: 'info', message: 'Again' },
    ])
    expect(request((slot) => slot.takeFlashes())).toEqual([])
  })

  it('leave no cookie behind once shown', () => {
    const visitor = createVisitor()
    visitor.request((slot) => slot.flash('success', 'Saved'))
    const before = visitor.readCookie()
    visitor.request((slot) => slot.takeFlashes())

    expect(before).toBeDefined()
    expect(visitor.readCookie()).toBeUndefined()
  })

  it('show a message of the same request, and give the same list when asked again', () => {
    const { request } = createVisitor()
    const [first, second] = request((slot) => {
      slot.flash('error', 'Not saved')
      return [slot.takeFlashes(), slot.takeFlashes()]
    })

    expect(first).toEqual([{ kind: 'error', message: 'Not saved' }])
    expect(second).toBe(first)
    expect(request((slot) => slot.takeFlashes())).toEqual([])
  })

  it('keep a message that is added after the others were taken for the next page', () => {
    const { request } = createVisitor()
    request((slot) => {
      slot.takeFlashes()
      slot.flash('info', 'Later')
    })

    expect(request((slot) => slot.takeFlashes())).toEqual([{ kind: 'info', message: 'Later' }])
  })

  it('keep messages for the next page when they are asked for too late', () => {
    const { request } = createVisitor()
    request((slot) => slot.flash('info', 'Hello'))
    const late = request((slot) => {
      commitSession(config, slot)
      return slot.takeFlashes()
    })

    expect(late).toEqual([])
    expect(request((slot) => slot.takeFlashes())).toEqual([{ kind: 'info', message: 'Hello' }])
  })

  it('stay out of sight of the session itself', () => {
    const { request } = createVisitor()
    request((slot, values) => {
      values.userId = 7
      slot.flash('info', 'Hello')
    })

    expect(request((_, values) => ({ ...values }))).toEqual({ userId: 7 })
  })
})

describe('regenerateSession()', () => {
  it('drops what an attacker planted and keeps what the login wrote, before or after', () => {
    const { request } = createVisitor()
    request((slot, values) => {
      Object.assign(values, { tracking: 'attacker', returnTo: '/evil', step: 1 })
      slot.flash('info', 'planted')
    })
    request((slot, values) => {
      values.userId = 7
      values.step = 2
      slot.flash('success', 'Welcome')
      slot.session.regenerate()
      values.role = 'admin'
    })

    expect(request((_, values) => ({ ...values }))).toEqual({ userId: 7, step: 2, role: 'admin' })
    expect(request((slot) => slot.takeFlashes())).toEqual([{ kind: 'success', message: 'Welcome' }])
  })

  it('drops a value of the cookie also when the request changed something inside of it', () => {
    const { request } = createVisitor()
    request((_, values) => {
      values.cart = ['planted']
    })
    request((slot, values) => {
      ;(values.cart as string[]).push('mine')
      slot.session.regenerate()
    })

    expect(request((_, values) => ({ ...values }))).toEqual({})
  })

  it('keeps what is copied over explicitly', () => {
    const { request } = createVisitor()
    request((_, values) => Object.assign(values, { cart: ['book'], count: 1 }))
    request((slot, values) => {
      const { cart, count } = values
      slot.session.regenerate()
      Object.assign(values, { cart, count })
      slot.session.regenerate()
    })

    expect(request((_, values) => ({ ...values }))).toEqual({ cart: ['book'], count: 1 })
  })

  it('seals again even when the properties are the same', () => {
    const visitor = createVisitor()
    visitor.request((_, values) => Object.assign(values, { userId: 7 }))
    const before = visitor.readCookie()
    visitor.request((slot, values) => {
      slot.session.regenerate()
      values.userId = 7
    })

    expect(visitor.readCookie()).not.toBe(before)
  })

  it('clears the cookie when nothing is left, and sets none for a new visitor', () => {
    const visitor = createVisitor()
    visitor.request((slot) => slot.session.regenerate())
    const before = visitor.readCookie()
    visitor.request((_, values) => Object.assign(values, { tracking: 1 }))
    visitor.request((slot) => slot.session.regenerate())

    expect(before).toBeUndefined()
    expect(visitor.readCookie()).toBeUndefined()
  })

  it('begins a new age', () => {
    const { request } = createVisitor(limited)
    request((_, values) => Object.assign(values, { userId: 7 }))
    now += 20 * 3_600_000
    request((slot, values) => {
      slot.session.regenerate()
      values.userId = 7
    })
    now += 20 * 3_600_000

    expect(request((_, values) => ({ ...values }))).toEqual({ userId: 7 })
    now += 4 * 3_600_000
    expect(request((_, values) => ({ ...values }))).toEqual({})
  })
})

describe('destroySession()', () => {
  it('empties the session at once and removes the cookie', () => {
    const visitor = createVisitor()
    visitor.request((_, values) => Object.assign(values, { userId: 7 }))
    const left = visitor.request((slot, values) => {
      slot.session.destroy()
      slot.session.destroy()
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

  it('still refuses it after the commit', () => {
    const slot = openSession(config, undefined)
    slot.session.destroy()
    commitSession(config, slot)

    expect(() => Object.assign(slot.session, { userId: 7 })).toThrow(/was destroyed in this request/)
  })

  it('lets the goodbye through, but no message from before', () => {
    const { request } = createVisitor()
    request((slot, values) => {
      values.userId = 7
      slot.flash('info', 'old')
    })
    request((slot) => {
      slot.flash('info', 'Goodbye')
      slot.session.destroy()
      slot.flash('info', 'See you')
    })

    expect(request((slot, values) => [{ ...values }, slot.takeFlashes()])).toEqual([
      {},
      [
        { kind: 'info', message: 'Goodbye' },
        { kind: 'info', message: 'See you' },
      ],
    ])
  })

  it('sets no cookie for a visitor who had none', () => {
    const slot = openSession(config, undefined)
    slot.session.destroy()

    expect(commitSession(config, slot)).toEqual({})
  })

  it('works when it is taken off the session first', () => {
    const slot = openSession(config, undefined)
    Object.assign(slot.session, { userId: 7 })
    const { destroy } = slot.session
    destroy()

    expect({ ...slot.session }).toEqual({})
  })
})

// Tests what the return value of an endpoint becomes.
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from '../context/context.ts'

const ask = async (GET: (ctx: Context) => unknown) => {
  const site = createLiteralSite({ 'a.ts': { GET } })
  return { response: await site.fetch('/a'), log: site.log }
}

describe('toAnswer()', () => {
  it.each<[string, unknown, number, string | null, string]>([
    ['undefined', undefined, 204, null, ''],
    ['text', 'a <b>', 200, 'text/plain; charset=utf-8', 'a <b>'],
    ['no text', '', 200, 'text/plain; charset=utf-8', ''],
    ['an object', { a: 1 }, 200, 'application/json', '{"a":1}'],
    ['null', null, 200, 'application/json', 'null'],
    ['a number', 0, 200, 'application/json', '0'],
    ['a boolean', false, 200, 'application/json', 'false'],
  ])('sends %s', async (_, value, status, type, body) => {
    const { response } = await ask(() => value)

    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      status,
      type,
      body,
    ])
  })

  it('keeps the status of the context, even for nothing', async () => {
    const withStatus = (status: number, value?: unknown) => (ctx: Context) => {
      ctx.status = status
      return value
    }

    expect((await ask(withStatus(202))).response.status).toBe(202)
    expect((await ask(withStatus(201, { id: 1 }))).response.status).toBe(201)
    expect((await ask(withStatus(201, 'text'))).response.status).toBe(201)
  })

  it.each([
    ['function', () => {}],
    ['symbol', Symbol('a')],
  ])('refuses a %s, for the author', async (type, value) => {
    const { response, log } = await ask(() => value)

    expect(response.status).toBe(500)
    expect(log[0]?.message).toBe(
      `routes/a.ts: a ${type} cannot be sent. Return an object, text or a Response.`,
    )
  })

  it.each([100, 199, 600, 200.5, Number.NaN])('refuses the status %d, for the author', async (status) => {
    const { response, log } = await ask((ctx) => {
      ctx.status = status
      return 'text'
    })

    expect(response.status).toBe(500)
    expect(log[0]?.message).toBe(`routes/a.ts: ctx.status is ${status}. Set a whole number from 200 to 599.`)
  })

  it('turns what ctx.fail() was called with into a problem document', async () => {
    const fail = async (status: number, form: unknown): Promise<unknown> =>
      (await ask((ctx) => ctx.fail(status, form as never))).response.json()

    expect(await fail(422, { ok: false, errors: { a: ['b'] } })).toMatchObject({
      status: 422,
      detail: 'The data was not accepted.',
      errors: { a: ['b'] },
    })
    expect(await fail(409, 'It was changed.')).toMatchObject({ status: 409, detail: 'It was changed.' })
    expect(await fail(400, undefined)).not.toHaveProperty('errors')
  })
})

describe('the default headers', () => {
  const defaults = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-frame-options': 'SAMEORIGIN',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  }
  const headersOf = async (securityHeaders?: object): Promise<Record<string, string>> => {
    const server = { '_server.ts': { default: { ...(securityHeaders && { securityHeaders }) } } }
    const site = createLiteralSite({ ...server, 'a.ts': { GET: () => 'text' } })
    return Object.fromEntries((await site.fetch('/a')).headers)
  }

  it('protect every response', async () => {
    expect(await headersOf()).toMatchObject(defaults)
  })

  it('can be changed, removed and added to, in any case', async () => {
    const headers = await headersOf({
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': false,
      'X-Own': '1',
    })
    const { 'referrer-policy': _, ...others } = defaults

    expect(headers).toMatchObject({ ...others, 'x-frame-options': 'DENY', 'x-own': '1' })
    expect(headers).not.toHaveProperty('referrer-policy')
  })
})

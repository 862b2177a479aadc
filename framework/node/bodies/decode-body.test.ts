// Tests that a request from Node reads its body as the platform's Request does.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRequestListener } from '../listener/request-listener.ts'

const mark = [0xef, 0xbb, 0xbf]
const bodies: [what: string, bytes: number[]][] = [
  ['a byte order mark and JSON', [...mark, 0x7b, 0x7d]],
  ['nothing but a byte order mark', mark],
  ['two byte order marks', [...mark, ...mark, 0x41]],
  ['a byte order mark in the middle', [0x41, ...mark, 0x42]],
  ['half a byte order mark', [0xef, 0xbb]],
  ['UTF-16', [0xff, 0xfe, 0x41, 0x00]],
  ['bytes that are not UTF-8', [0x41, 0xc3, 0x28, 0xf0, 0x9f, 0x80, 0x42]],
  ['a zero byte', [0x00, 0x41]],
  ['nothing', []],
]

describe('the body of a request', () => {
  const server = createServer(
    createRequestListener(
      async (request) => {
        const isJson = request.headers.get('content-type') === 'application/json'
        return Response.json(isJson ? await request.json() : toCodePoints(await request.text()))
      },
      { onError: (error) => errors.push(error) },
    ),
  )
  const errors: unknown[] = []
  let origin: string

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.close()
    expect(errors).toEqual([])
  })

  it.each(bodies)('is the text that Fetch reads from %s', async (_, bytes) => {
    const body = new Uint8Array(bytes)
    const response = await fetch(origin, { method: 'POST', body })

    expect(await response.json()).toEqual(toCodePoints(await new Response(body).text()))
  })

  it('is the JSON that Fetch reads', async () => {
    const body = new Uint8Array([...mark, ...new TextEncoder().encode('{"a":"ü"}')])
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(origin, { method: 'POST', body, headers })

    expect(await response.json()).toEqual({ a: 'ü' })
  })
})

function toCodePoints(text: string): (number | undefined)[] {
  return [...text].map((character) => character.codePointAt(0))
}

// Tests that a page with personal parts is sent with its exact size: another size would cut it off, or break the next response.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { connectTo, listen } from '../../fixtures/listening-site.ts'
import { createPersonal } from '../../render/personal-part.ts'
import type { Context } from '../../request/context/context.ts'

/** Shows what the visitor sent, and may fail. */
const Name = createPersonal(
  {
    default: ({ data }: { data: string }) => data,
    loader: ({ request }: Context) => {
      const name = JSON.parse(request.headers.get('x-name')!)
      if (name === 'fail') throw new Error('The part fails.')
      return name
    },
  } as never,
  'routes/_size.personal.tsx',
)
/** Shows the second half of a character. */
const Half = createPersonal(
  { default: () => '\ude00', loader: () => undefined } as never,
  'routes/_half.personal.tsx',
)
const config = { cache: { maxAge: 60 } }

describe('the size of a page with personal parts', () => {
  it.each([
    ['ASCII', 'ascii', 'Ada'],
    ['a part that is not ASCII', 'ascii', 'Zoë'],
    ['a part beyond the first 65,536 characters', 'ascii', '😀'],
    ['half a character', 'ascii', '\ud83d'],
    ['halves of two parts that become one character', 'halves', '\ud83d'],
    ['a page that is not ASCII', 'other', 'Ada'],
    ['both', 'other', 'Zoë'],
    ['a part whose fallback is shown', 'ascii', 'fail'],
    ['a part whose fallback is not ASCII', 'fallback', 'fail'],
    ['a fallback that is not ASCII, but not shown', 'fallback', 'Ada'],
  ])('is exact: %s', async (_, path, name) => {
    const site = await listen({
      'ascii.ts': { config, default: () => h('p', null, 'Hello ', h(Name, { fallback: 'you' })) },
      'halves.ts': { config, default: () => h('p', null, h(Name, {}), h(Half, {})) },
      'other.ts': { config, default: () => h('p', null, 'Grüße ', h(Name, {})) },
      'fallback.ts': { config, default: () => h('p', null, h(Name, { fallback: 'für dich' })) },
    })
    // Headers are ASCII.
    const text = JSON.stringify(name).replace(/[\u0080-\uffff]/g, toEscape)
    const request = `GET /${path} HTTP/1.1\r\nHost: localhost\r\nX-Name: ${text}\r\n`
    const received = await connectTo(
      site,
      `${request}\r\n`,
      `${request}\r\n`,
      `${request}Connection: close\r\n\r\n`,
    ).closed
    let rest = received
    for (let count = 0; count < 3; count++) {
      expect(rest.startsWith('HTTP/1.1 200 OK\r\n')).toBe(true)
      const length = Number(/^content-length: (\d+)\r$/im.exec(rest)?.[1])
      const page = rest.slice(rest.indexOf('\r\n\r\n') + 4).slice(0, length)
      expect(page.endsWith('</html>')).toBe(true)
      rest = rest.slice(rest.indexOf('\r\n\r\n') + 4 + length)
    }
    expect(rest).toBe('')
  })
})

function toEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

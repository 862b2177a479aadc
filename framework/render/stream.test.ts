import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createContext, h, type JSX } from 'preact'
import { Suspense, lazy } from 'preact/compat'
import { useContext, useId } from 'preact/hooks'
import { describe, expect, it } from 'vitest'
import { HttpError } from '../http/http-error.ts'
import { RequestContext, readRequestContext } from './request-context.ts'
import { sentWhole } from './sent-whole.ts'
import { type StreamOptions, renderStream } from './stream.ts'
import { waitUntil } from '../fixtures/temporary-site.ts'

const component = (body: unknown): never => body as never
const toNothing = (): void => {}

/** A component that waits until the test releases it. */
function createLate(): { Late: never; arrive: (tree: unknown) => void; fail: (error: unknown) => void } {
  let arrive: (tree: unknown) => void = toNothing
  let fail: (error: unknown) => void = toNothing
  const promise = new Promise((resolve, reject) => {
    arrive = resolve
    fail = reject
  })
  return { Late: component(() => promise), arrive, fail }
}

interface Reader {
  next(): Promise<string | undefined>
  rest(): Promise<string>
  cancel(): Promise<void>
  failures: unknown[]
}

/** Renders the body of a page and reads its chunks, without the scripts of the parts. */
async function open(tree: unknown, options: Partial<StreamOptions> = {}): Promise<Reader> {
  const failures: unknown[] = []
  const body = await renderStream(h('html', null, h('head', null), h('body', null, tree as JSX.Element)), {
    deadline: 5000,
    signal: new AbortController().signal,
    toDocument: (markup) => markup,
    nonce: () => 'n0nce',
    onFailure: (error) => `Failure ${failures.push(error)}`,
    ...options,
  })
  if (typeof body === 'string') throw new Error(`This came as a whole: ${body}`)
  const reader = body
    .pipeThrough(new TextDecoderStream() as never)
    .getReader() as ReadableStreamDefaultReader<string>
  const next = async (): Promise<string | undefined> => {
    const { done, value } = await reader.read()
    return done ? undefined : value
  }
  return {
    failures,
    next,
    async rest() {
      let text = ''
      for (let chunk = await next(); chunk !== undefined; chunk = await next()) text += chunk
      return text
    },
    cancel: () => reader.cancel(),
  }
}

const within = (fallback: unknown, ...children: unknown[]): JSX.Element =>
  h(Suspense, { fallback: fallback as never }, ...(children as never[]))
const partOf = (text: string, id: number): string | undefined =>
  new RegExp(`<vial-part id="vial-${id}" hidden>(.*?)</vial-part>`, 's').exec(text)?.[1]
const placeOf = (text: string, id: number): string | undefined =>
  new RegExp(
    `<template data-vial="${id}"></template>(.*?)<template data-vial="/${id}"></template>`,
    's',
  ).exec(text)?.[1]

describe('renderStream()', () => {
  it('returns a complete document if nothing has to wait', () => {
    const options = {
      deadline: 1,
      signal: new AbortController().signal,
      nonce: () => '',
      onFailure: () => '',
    }
    const body = renderStream(within('…', h('p', null, 'here')), {
      ...options,
      toDocument: (markup) => `<!DOCTYPE html>${markup}`,
    })
    expect(body).toBe('<!DOCTYPE html><p>here</p>')
  })

  it('sends the shell with fallbacks, then each part when it is ready, then the end', async () => {
    const [first, second] = [createLate(), createLate()]
    const page = await open([
      h('h1', null, 'Title'),
      within(h('p', null, 'one…'), h(first.Late, null)),
      within(h('p', null, 'two…'), h(second.Late, null)),
      h('footer', null),
    ])

    const shell = (await page.next()) ?? ''
    expect(shell).toMatch(
      /^<html><head><noscript><style nonce="n0nce">.*<\/style><\/noscript><\/head><body><h1>Title<\/h1>/,
    )
    expect(shell).toContain('<footer></footer><script nonce="n0nce" data-vial>')
    expect([placeOf(shell, 1), placeOf(shell, 2)]).toEqual(['<p>one…</p>', '<p>two…</p>'])

    second.arrive(h('b', null, '2 & more'))
    const next = (await page.next()) ?? ''
    expect(partOf(next, 2)).toBe('<b>2 &amp; more</b>')
    expect(next).toContain('</vial-part><script nonce="n0nce">$vial(2,0)</script>')

    first.arrive(h('b', null, 1))
    const last = await page.rest()
    expect(partOf(last, 1)).toBe('<b>1</b>')
    expect(last).toMatch(/<\/body><\/html>$/)
    expect(page.failures).toEqual([])
  })

  it('waits for content outside all boundaries before the first byte', async () => {
    const { Late, arrive } = createLate()
    const opening = renderStream(h('main', null, h(Late, null)), {
      deadline: 5000,
      signal: new AbortController().signal,
      toDocument: (markup) => markup,
      nonce: () => '',
      onFailure: () => '',
    })
    arrive(h('i', null, 'x'))
    expect(await opening).toBe('<main><i>x</i></main>')
  })

  it('runs every component once, however deep it waits', async () => {
    const counts: Record<string, number> = {}
    const count = (name: string): number => (counts[name] = (counts[name] ?? 0) + 1)
    const Inner = component(async () => {
      count('inner')
      await Promise.resolve()
      return h('i', null, 'inner')
    })
    const Around = component(() => {
      count('around')
      return h('div', null, h(Beside, null), h(Inner, null))
    })
    const Beside = component(() => h('u', null, count('beside')))
    const Outer = component(async () => {
      count('outer')
      return h(Around, null)
    })
    const page = await open(within('…', h(Outer, null)))

    expect(partOf(await page.rest(), 1)).toBe('<div><u>1</u><i>inner</i></div>')
    expect(counts).toEqual({ outer: 1, around: 1, beside: 1, inner: 1 })
  })

  it('puts no style and no noscript into the body, whatever arrives or fails', async () => {
    const [first, second, inner] = [createLate(), createLate(), createLate()]
    const page = await open([within('1…', h(first.Late, null)), within('2…', h(second.Late, null))])
    first.arrive(h('section', null, within('3…', h(inner.Late, null))))
    second.fail(new Error('broken'))
    inner.arrive('deep')
    const [, body = ''] = (await page.rest()).split('</head>')

    expect(body).toContain('data-failed')
    expect(body).not.toMatch(/<(style|noscript|link|meta)/)
  })

  it('sends a boundary inside a part after that part', async () => {
    const [outer, inner] = [createLate(), createLate()]
    const page = await open(within('outer…', h(outer.Late, null)))
    await page.next()
    outer.arrive(h('section', null, within('inner…', h(inner.Late, null))))

    const part = (await page.next()) ?? ''
    // Without JavaScript, the fallback must not show, and the style in the head does not know this part.
    expect(partOf(part, 1)).toContain('<template data-vial="2"><span>inner…</span></template>')
    inner.arrive(h('em', null, 'deep'))
    expect(partOf(await page.rest(), 2)).toBe('<em>deep</em>')
  })

  it('omits the fallback of a part that is ready together with the shell', async () => {
    const [slow, fast] = [createLate(), createLate()]
    const page = await open(within('slow…', h(slow.Late, null), within('fast…', h(fast.Late, null))))
    await page.next()
    fast.arrive(h('b', null, 'fast'))
    await Promise.resolve()
    slow.arrive(h('b', null, 'slow'))
    expect(partOf(await page.rest(), 1)).toBe('<b>slow</b><b>fast</b>')
  })

  it('waits for lazy components, with the marks that hydration needs', async () => {
    const Lazy = lazy(async () => ({ default: () => h('b', null, 'loaded') }))
    const page = await open(within('…', h(Lazy, null)))
    expect(partOf(await page.rest(), 1)).toBe('<!--$s--><b>loaded</b><!--/$s-->')
  })

  it('gives late parts the contexts of their position and unique ids', async () => {
    const Theme = createContext('light')
    const Field = component(() => {
      const id = useId()
      return h('label', { for: id }, useContext(Theme), ' ', String(readRequestContext()))
    })
    const [one, two] = [createLate(), createLate()]
    const page = await open(
      h(RequestContext.Provider, {
        value: { request: 'request 7', browserFiles: undefined },
        children: [
          h(Field, null),
          h(Theme.Provider, { value: 'dark', children: within('…', h(one.Late, null)) }),
          within(h(Field, null), h(two.Late, null)),
        ],
      }),
    )
    two.arrive(h(Field, null))
    one.arrive(h(Field, null))
    const text = await page.rest()

    expect(partOf(text, 1)).toContain('dark request 7')
    expect(partOf(text, 2)).toContain('light request 7')
    const ids = [...text.matchAll(/for="(.*?)"/g)].map(([, id]) => id)
    expect(ids).toHaveLength(4)
    expect(new Set(ids).size).toBe(4)
  })

  it('creates the same ids in any order of arrival', async () => {
    const Field = component(() => h('i', { id: useId() }))
    const listIds = async (order: number[]): Promise<(string | undefined)[]> => {
      const parts = [createLate(), createLate(), createLate()]
      const page = await open([
        within(h(Field, null), h(parts[0]!.Late, null), h(parts[1]!.Late, null)),
        within('…', h(Field, null), h(parts[2]!.Late, null)),
      ])
      for (const index of order) {
        parts[index]!.arrive(
          h(
            'p',
            null,
            h(Field, null),
            h(
              component(async () => h(Field, null)),
              null,
            ),
          ),
        )
        for (let turn = 0; turn < 5; turn++) await Promise.resolve()
      }
      return [...(await page.rest()).matchAll(/<i id="(.*?)"/g)].map(([, id]) => id).sort()
    }
    const ids = await listIds([0, 1, 2])
    expect(new Set(ids).size).toBe(8)
    expect(await listIds([2, 1, 0])).toEqual(ids)
    expect(await listIds([1, 0, 2])).toEqual(ids)
  })

  it.each([
    ['tr', '<table><tbody><tr>x</tr></tbody></table>', 2],
    ['td', '<table><tbody><tr><td>x</td></tr></tbody></table>', 3],
    ['tbody', '<table><tbody>x</tbody></table>', 1],
    ['li', '<ul><li>x</li></ul>', 1],
    ['p', '<p>x</p>', 0],
  ])('keeps <%s> where a parser would drop it', async (tag, html, depth) => {
    const { Late, arrive } = createLate()
    const page = await open(within('…', h(Late, null)))
    arrive(h(tag, null, 'x'))
    const text = await page.rest()
    expect(partOf(text, 1)).toBe(html)
    expect(text).toContain(`$vial(1,${depth})`)
  })

  // 580 bytes: it also unpacks the fallbacks of parts inside late parts, which must not show without JavaScript.
  it('needs less than 590 bytes of script to move parts', async () => {
    const page = await open(within('…', h(createLate().Late, null)))
    const [script = ''] = /<script.*?<\/script>/.exec((await page.next()) ?? '') ?? []
    expect(script).toContain('vial:part')
    expect(script.length).toBeLessThan(590)
    await page.cancel()
  })

  it.each([
    ['a boundary in the head', (part: JSX.Element) => h('title', null, part)],
    [
      'a component that a browser takes over',
      (part: JSX.Element) => h(component(Object.assign(() => part, { [sentWhole]: true })), null),
    ],
  ])('sends in one piece %s', async (_, around) => {
    const { Late, arrive } = createLate()
    const body = renderStream(around(within('…', h(Late, null))), {
      deadline: 5000,
      signal: new AbortController().signal,
      toDocument: (markup) => markup,
      nonce: () => '',
      onFailure: () => '',
    })
    arrive('here')
    expect(String(await body).replace(/<.*?>/g, '')).toBe('here')
  })

  it('releases a page that has been sent', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const send = async (): Promise<WeakRef<object>> => {
      const { Late, arrive } = createLate()
      const kept = { signal: new AbortController().signal, toDocument: (markup: string) => markup }
      const page = await open(h(Suspense, { fallback: 'Wait' }, h(Late, null)), kept)
      arrive('Part')
      await page.rest()
      return new WeakRef(kept.toDocument)
    }
    const pages = await Promise.all(Array.from({ length: 20 }, send))
    await waitUntil(async () => {
      collect()
      expect(pages.filter((page) => page.deref())).toEqual([])
    })
  })

  it('does not affect other renderings while it waits', async () => {
    const { Late, arrive } = createLate()
    const shared = h(
      component(() => h('b', null, 'shared')),
      null,
    )
    const page = await open([shared, within('…', h(Late, null))])
    const { renderToString } = await import('preact-render-to-string')
    expect(renderToString(h('p', null, shared))).toBe('<p><b>shared</b></p>')
    arrive(shared)
    expect(partOf(await page.rest(), 1)).toBe('<b>shared</b>')
  })
})

describe('renderStream() with failures', () => {
  const failing: [string, (error: unknown) => unknown][] = [
    [
      'rejects',
      (error) =>
        h(
          component(() => Promise.reject(error)),
          null,
        ),
    ],
    [
      'throws after it has waited',
      (error) =>
        h(
          component(async () => {
            await Promise.resolve()
            throw error
          }),
          null,
        ),
    ],
    [
      'returns a component that throws',
      (error) =>
        h(
          component(async () =>
            h(
              component(() => {
                throw error
              }),
              null,
            ),
          ),
          null,
        ),
    ],
    [
      'throws a promise, then an error',
      (error) => {
        let isReady = false
        return h(
          component(() => {
            if (isReady) throw error
            throw Promise.resolve().then(() => {
              isReady = true
            })
          }),
          null,
        )
      },
    ],
    [
      'throws a promise that rejects',
      (error) =>
        h(
          component(() => {
            throw Promise.reject(error)
          }),
          null,
        ),
    ],
  ]
  const values: [string, unknown][] = [
    ['an error', new Error('broken')],
    ['text', 'broken'],
    ['null', null],
    ['undefined', undefined],
    ['a Response', new Response()],
  ]
  const cases = failing.flatMap(([how, create]) =>
    values.map(([what, value]) => [how, what, create, value] as const),
  )

  it.each(cases)(
    'keeps the fallback and shows an error message if a part %s: %s',
    async (_, __, create, value) => {
      const page = await open([within(h('p', null, 'wait…'), create(value) as never), h('footer', null)])
      const text = await page.rest()

      expect(placeOf(text, 1)).toBe('<p>wait…</p>')
      expect(partOf(text, 1)).toBe('<span role="alert" data-failed>Failure 1</span>')
      expect(text).toContain('$vial(1,0,1)')
      expect(text).toMatch(/<\/body><\/html>$/)
      expect(text).not.toContain('undefined')
      expect(page.failures).toHaveLength(1)
    },
  )

  it('reports an error once even if several parts wait for it', async () => {
    const broken = Promise.reject(new Error('broken'))
    broken.catch(toNothing)
    const Part = component(() => broken)
    const page = await open([within('…', h(Part, null), h(Part, null)), within('…', h(Part, null))])
    const text = await page.rest()

    expect(page.failures).toHaveLength(1)
    expect([partOf(text, 1), partOf(text, 2)]).toEqual(
      Array(2).fill('<span role="alert" data-failed>Failure 1</span>'),
    )
  })

  it('throws an error outside all boundaries, whether it is immediate or late', async () => {
    const Broken = component(() => {
      throw new HttpError(404, 'Gone.')
    })
    const LateBroken = component(async () => h(Broken, null))
    await expect(open(h(Broken, null))).rejects.toThrow('Gone.')
    await expect(open(h(LateBroken, null))).rejects.toThrow('Gone.')
    await expect(open([within('…', h(createLate().Late, null)), h(LateBroken, null)])).rejects.toThrow(
      'Gone.',
    )
  })

  it('abandons a part that never arrives, and answers 503 for such a shell', async () => {
    const { Late } = createLate()
    const page = await open(within('…', h(Late, null)), { deadline: 20 })
    expect(partOf(await page.rest(), 1)).toContain('Failure 1')
    expect(String(page.failures[0])).toContain('was not ready after 0.02 s')

    await expect(open(h(Late, null), { deadline: 20 })).rejects.toMatchObject({ status: 503 })
  })

  it('stops a component that throws promises forever', async () => {
    const Restless = component(() => {
      throw Promise.resolve()
    })
    const page = await open(within('…', h(Restless, null)))
    expect(partOf(await page.rest(), 1)).toContain('Failure 1')
    expect(String(page.failures[0])).toContain('it threw a promise 25 times')
  })

  it('stops rendering and reports nothing after the visitor disconnects', async () => {
    const visitor = new AbortController()
    const [left, cancelled] = [createLate(), createLate()]
    let rendered = 0
    const Count = component(() => h('i', null, ++rendered))
    const page = await open(within('…', h(left.Late, null)), { signal: visitor.signal })
    await page.next()
    const waiting = page.next()
    visitor.abort()
    await expect(waiting).rejects.toThrow('aborted')

    const other = await open(within('…', h(cancelled.Late, null)))
    await other.cancel()
    for (const { arrive } of [left, cancelled]) arrive(h(Count, null))
    await new Promise((resolve) => setImmediate(resolve))
    expect([rendered, page.failures, other.failures]).toEqual([0, [], []])
  })

  it('ignores text that looks like a mark', async () => {
    const { Late, arrive } = createLate()
    const page = await open(within('…', h(Late, null)))
    arrive(h('p', { dangerouslySetInnerHTML: { __html: '<!--vial-x:0-->' } }))
    expect(partOf(await page.rest(), 1)).toBe('<p><!--vial-x:0--></p>')
  })
})

// Tests where the dev server's description of a bug appears, and what is logged about errors that visitors see.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { HttpError } from '../../http/http-error.ts'

const panel = '<aside>description</aside>'
const broken = { default: () => fail(new Error('broken')) }

function fail(error: unknown): never {
  throw error
}

function createDescribedSite(modules: Record<string, object>, describeError = async () => panel) {
  return createLiteralSite({ 'index.tsx': broken, ...modules }, { describeError })
}

const appDocument = {
  default: ({ children }: { children: never }) => h('html', null, h('head', null), h('body', null, children)),
}
const errorPage = { default: ({ error }: { error: Error }) => h('p', null, error.message) }

describe('the description of an error', () => {
  it('stands at the end of the body of an error page', async () => {
    const site = createDescribedSite({ '_app.tsx': appDocument, '_error.tsx': errorPage })
    const text = await site.text('/')

    expect(text.match(/<p>.*$/s)?.[0]).toBe(
      `<p>Something went wrong on our side. It has been noted.</p>${panel}</body></html>`,
    )
    expect(text.match(/<html>/g)).toHaveLength(1)
  })

  it('stands at the end of a document without a body', async () => {
    const app = {
      default: ({ children }: { children: never }) => h('html', null, h('head', null), children),
    }
    const site = createDescribedSite({ '_app.tsx': app, '_error.tsx': errorPage })

    expect(await site.text('/')).toMatch(new RegExp(`<head>.*</p></html>${panel}$`, 's'))
  })

  it('stands at the end of the body of the built-in page', async () => {
    const site = createDescribedSite({})
    const text = await site.text('/')

    expect(text).toContain(`${panel}</body>`)
    expect(text.match(/<body/g)).toHaveLength(1)
  })

  it('follows the constant text of an error page that fails, as HTML', async () => {
    const site = createDescribedSite({ '_error.tsx': { default: () => fail(new Error('second')) } })
    const response = await site.fetch('/')

    expect(response.status).toBe(500)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(await response.text()).toBe(`<!DOCTYPE html><pre>500 Internal Server Error\n</pre>${panel}`)
  })

  it('does not change a Response that answers instead of an error page', async () => {
    const layout = { default: () => null, loader: () => new Response('moved house') }
    const data = { GET: () => fail(new Error('broken')) }
    const site = createDescribedSite({ '_layout.tsx': layout, '_error.tsx': errorPage, 'data.ts': data })
    const response = await site.fetch('/data', {
      headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    })

    expect(site.log.map(({ message }) => message)).toEqual(['broken'])
    expect(await response.text()).toBe('moved house')
  })

  it('is missing if it cannot be made, which is logged', async () => {
    const site = createDescribedSite({ '_error.tsx': errorPage }, () =>
      Promise.reject(new Error('no source')),
    )
    const response = await site.fetch('/')

    expect(response.status).toBe(500)
    expect(await response.text()).toContain('<p>Something went wrong on our side. It has been noted.</p>')
    expect(site.log.map(({ message }) => message)).toEqual(['broken', 'no source'])
  })

  it('is not made for an HttpError', async () => {
    const site = createDescribedSite({ 'index.tsx': { default: () => fail(new HttpError(503, 'Full')) } })

    expect(await site.text('/')).not.toContain(panel)
  })
})

describe('what is logged about an error', () => {
  it.each([
    [499, []],
    [500, ['Not today']],
    [503, ['Not today']],
  ])('of status %i', async (status, messages) => {
    const site = createLiteralSite({
      'index.tsx': { default: () => fail(new HttpError(status, 'Not today')) },
    })

    expect((await site.fetch('/')).status).toBe(status)
    expect(site.log.map(({ message }) => message)).toEqual(messages)
  })

  it('is the cause if the error page itself fails, with the file of the page', async () => {
    const second = new Error('second')
    const site = createLiteralSite({ 'index.tsx': broken, '_error.tsx': { default: () => fail(second) } })
    await site.fetch('/')

    expect(site.log.map(({ message }) => message)).toEqual([
      'broken',
      'routes/_error.tsx: the error page itself failed.',
    ])
    expect(site.log[1]?.fields).toMatchObject({ err: { cause: second } })
  })

  it('stays available to the error page as the cause of what visitors may read', async () => {
    const site = createLiteralSite({
      'index.tsx': broken,
      '_error.tsx': {
        default: ({ error }: { error: Error }) => h('p', null, (error.cause as Error).message),
      },
    })

    expect(await site.text('/')).toContain('<p>broken</p>')
  })
})

// Stylesheets and static files, which load before the first paint and without JavaScript.
import { expect, test } from './site-test.ts'

test.describe('styles without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  for (const path of ['/', '/docs', '/notes/login', '/no/such/page']) {
    test(`of ${path} are linked in the head and block the first paint`, async ({ page, request }) => {
      await page.goto(path)
      const links = page.locator('head link[rel="stylesheet"]')
      const hrefs = await links.evaluateAll((all) => all.map((link) => (link as HTMLLinkElement).href))
      expect(hrefs.length).toBeGreaterThan(0)
      await expect(page.locator('body link[rel="stylesheet"], body style')).toHaveCount(0)
      for (const href of hrefs) {
        const response = await request.get(href)
        expect([response.status(), response.headers()['content-type']]).toEqual([
          200,
          expect.stringMatching(/^text\/css/),
        ])
      }
      const blocking = await page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .map((entry) => entry as PerformanceResourceTiming & { renderBlockingStatus: string })
          .filter(({ name, initiatorType }) => initiatorType === 'link' && !/\.(svg|ico)$/.test(name))
          .map(({ name, renderBlockingStatus }) => `${name} ${renderBlockingStatus}`),
      )
      expect(blocking.sort()).toEqual(hrefs.map((href) => `${href} blocking`).sort())
      await expect(page.getByRole('link', { name: /^Skip/ })).toHaveCSS('position', 'absolute')
    })
  }
})

test.describe('files in public/', () => {
  test('are served unchanged', async ({ request }) => {
    const icon = await request.get('/favicon.svg')
    expect([icon.status(), icon.headers()['content-type']]).toEqual([
      200,
      expect.stringMatching(/^image\/svg\+xml/),
    ])
    const robots = await request.get('/robots.txt')
    expect([robots.status(), await robots.text()]).toEqual([200, expect.stringContaining('User-agent')])
    expect((await request.head('/robots.txt')).status()).toBe(200)
  })

  test('are not sent again to a browser that has them', async ({ request }) => {
    const { etag = '' } = (await request.get('/favicon.svg')).headers()
    expect(etag).not.toBe('')
    const again = await request.get('/favicon.svg', { headers: { 'if-none-match': etag } })
    expect(again.status()).toBe(304)
  })
})

test('search engines may show the page that /notes leads to', async ({ request }) => {
  expect(await (await request.get('/robots.txt')).text()).not.toContain('Disallow')
  const login = await request.get('/notes')
  expect(new URL(login.url()).pathname).toBe('/notes/login')
  expect(login.headers()).not.toHaveProperty('x-robots-tag')
  const html = await login.text()
  expect(html).not.toContain('noindex')
  // All links to the page with a `next` of their own are the same page.
  expect(html).toMatch(/<link rel="canonical" href="[^"?]+\/notes\/login">/)
})

test('/sitemap.xml lists pages that exist', async ({ request, baseURL }) => {
  const response = await request.get('/sitemap.xml')
  expect([response.status(), response.headers()['content-type']]).toEqual([
    200,
    'application/xml; charset=utf-8',
  ])
  const urls = [...(await response.text()).matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => url ?? '')
  expect(urls).toContain(`${baseURL}/`)
  for (const url of urls) expect((await request.get(url)).status(), url).toBe(200)
})

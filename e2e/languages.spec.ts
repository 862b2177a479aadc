// The example with several languages: which one a visitor gets, and how browsers, search engines and caches learn it.
import { listUnreadable, listViolations } from './accessibility.ts'
import { expect, test } from './site-test.ts'

const path = '/examples/languages'

for (const javaScriptEnabled of [true, false]) {
  test.describe(`the languages ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled, locale: 'de-AT' })

    test('begin with that of the browser, until the visitor chooses another one', async ({ page }) => {
      await page.goto(path)
      await expect(page).toHaveURL(`${path}/de`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Der Lesesaal')
      await expect(page.getByRole('button', { name: 'Deutsch' })).toHaveAttribute('aria-current', 'true')
      await page.getByRole('link', { name: 'Veranstaltungen' }).click()
      await expect(page).toHaveURL(`${path}/de/events`)

      await page.getByRole('button', { name: 'العربية' }).click()
      await expect(page).toHaveURL(`${path}/ar/events`)
      await expect(page.locator('html')).toHaveAttribute('lang', 'ar')
      await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('الفعاليات')
      await expect(page.locator('.site-header')).toHaveAttribute('lang', 'en')
      if (javaScriptEnabled) {
        expect(await listViolations(page)).toEqual([])
        expect(await listUnreadable(page)).toEqual([])
      }

      for (const [from, to] of [
        ['', '/ar'],
        ['/events', '/ar/events'],
      ] as const) {
        await page.goto(path + from)
        await expect(page).toHaveURL(path + to)
      }
    })
  })
}

test.describe('the language of a request', () => {
  for (const [header, language] of [
    ['de-CH, en;q=0.8', 'de'],
    ['fr, ar;q=0.4, en;q=0.3', 'ar'],
    ['en;q=0.1, de;q=0.9', 'de'],
    ['fr', 'en'],
    ['de;q=0', 'en'],
    ['x'.repeat(200), 'en'],
  ] as const) {
    test(`with Accept-Language: ${header.slice(0, 30)} is ${language}`, async ({ request }) => {
      const response = await request.get(path, { headers: { 'accept-language': header }, maxRedirects: 0 })
      expect([response.status(), response.headers().location]).toEqual([303, `${path}/${language}`])
      expect(response.headers().vary).toContain('Accept-Language')
      expect(response.headers().vary).toContain('Cookie')
    })
  }

  test('that the site does not have is 404', async ({ request }) => {
    expect((await request.get(`${path}/fr`)).status()).toBe(404)
    const refused = await request.post(`${path}/choose`, { form: { lang: 'fr', page: 'home' } })
    expect(refused.status()).toBe(422)
  })
})

test.describe('a page in one language', () => {
  test('names itself in the others', async ({ page, baseURL, request }) => {
    await page.goto(`${path}/de/events`)
    const links = await page.locator('link[rel=alternate][hreflang]').evaluateAll((all) =>
      all.map((link) => {
        const { hreflang, href } = link as HTMLLinkElement
        return [hreflang, href]
      }),
    )
    expect(links).toEqual([
      ['en', `${baseURL}${path}/en/events`],
      ['de', `${baseURL}${path}/de/events`],
      ['ar', `${baseURL}${path}/ar/events`],
      ['x-default', `${baseURL}${path}/events`],
    ])
    const sitemap = await (await request.get('/sitemap.xml')).text()
    for (const [hreflang, href] of links) {
      expect(sitemap.includes(`<loc>${href}</loc>`), href).toBe(hreflang !== 'x-default')
    }
  })

  test('is the same for visitors of all languages', async ({ request }) => {
    const pages = await Promise.all(
      ['de', 'ar', 'en'].map(async (language) => {
        const headers = { 'accept-language': language, cookie: `language=${language}` }
        return (await request.get(`${path}/en`, { headers })).text()
      }),
    )
    for (const text of pages) expect(text).toContain('1 book is on loan')
    const response = await request.get(`${path}/en`)
    expect(response.headers().vary ?? '').not.toContain('Accept-Language')
  })
})

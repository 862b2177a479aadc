// Requests that fail: the right status, the nearest error page, and nothing internal.
import { sendRaw } from './raw-request.ts'
import { expect, test } from './site-test.ts'

test.describe('a URL without a page', () => {
  test('returns the 404 page of the site', async ({ page }) => {
    expect((await page.goto('/no/such%20<b>page'))?.status()).toBe(404)
    await expect(page.getByRole('main')).toContainText('There is no page at this address.')
    await expect(page.getByRole('navigation', { name: 'Site' })).toBeVisible()
    await expect(page.getByRole('main').locator('b')).toHaveCount(0)
    await page.getByRole('main').getByRole('link', { name: 'Go to the home page' }).click()
    await expect(page).toHaveURL('/')
  })

  test('in a section returns the 404 page of that section', async ({ page }) => {
    expect((await page.goto('/notes/no/such/page'))?.status()).toBe(404)
    await expect(page.getByRole('main')).toContainText('There is no page at this address.')
    await expect(page.getByRole('navigation', { name: 'Your account' })).toBeVisible()
    await expect(page.getByRole('main').getByRole('link', { name: 'Go to your notes' })).toBeVisible()
  })

  test('below the examples or the documentation leads back there', async ({ page }) => {
    for (const [path, link] of [
      ['/examples/nope', 'Go to the examples'],
      ['/docs/nope', 'Go to the documentation'],
    ] as const) {
      expect((await page.goto(path))?.status()).toBe(404)
      await expect(page.getByRole('main').getByRole('link', { name: link })).toBeVisible()
    }
  })

  test('returns a problem document to an API client', async ({ request }) => {
    const response = await request.get('/no/such/page', { headers: { accept: 'application/json' } })
    expect(response.status()).toBe(404)
    expect(response.headers()['content-type']).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      title: 'Not Found',
      status: 404,
      instance: '/no/such/page',
    })
  })

  for (const path of ['/package.json', '/.env', '/.git/config', '/vite.config.ts', '/README.md']) {
    test(`is ${path}, even if that file exists`, async ({ baseURL }) => {
      const { status, body } = await sendRaw(baseURL, path)
      expect(status).toBe(404)
      expect(body).toContain('There is no page at this address.')
    })
  }
})

test.describe('a method that a page does not support', () => {
  test('is refused, with the supported methods in Allow', async ({ request }) => {
    const response = await request.delete('/', { headers: { accept: 'text/html' } })
    expect(response.status()).toBe(405)
    expect(response.headers().allow?.split(', ').sort()).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST'])
    expect(response.headers()['content-type']).toBe('text/html; charset=utf-8')
  })

  test('is refused by an endpoint with a problem document, even for a browser', async ({ request }) => {
    const response = await request.get('/forget', { headers: { accept: 'text/html' } })
    expect(response.status()).toBe(405)
    expect(response.headers().allow).toBe('OPTIONS, POST')
    expect(response.headers()['content-type']).toBe('application/problem+json')
  })

  test('does not include HEAD, which is a GET without a body', async ({ request }) => {
    // Playwright decompresses the body.
    const headers = { 'accept-encoding': 'identity' }
    const [get, head] = [await request.get('/docs', { headers }), await request.head('/docs', { headers })]
    expect([head.status(), await head.text()]).toEqual([200, ''])
    expect(head.headers()['content-type']).toBe(get.headers()['content-type'])
    expect(Number(head.headers()['content-length'])).toBe((await get.body()).length)
  })
})

test.describe('a URL', () => {
  for (const target of ['/%', '/%E0%A4%A', '/notes/%zz', '/docs/%C3%28', '/%00']) {
    test(`with the malformed escape ${target} is refused`, async ({ baseURL }) => {
      const { status, headers } = await sendRaw(baseURL, target)
      expect(status).toBe(400)
      expect(headers['x-request-id']).toBeTruthy()
    })
  }

  for (const target of [
    '//docs',
    '//docs/',
    '//elsewhere.example/',
    '/notes//login',
    '/\\elsewhere.example/',
  ]) {
    test(`written as ${target} is not a page and does not redirect`, async ({ baseURL }) => {
      const { status, headers } = await sendRaw(baseURL, target)
      expect([400, 404]).toContain(status)
      expect(headers.location).toBe(undefined)
    })
  }

  test('with a trailing slash redirects to the one without', async ({ baseURL }) => {
    const { status, headers } = await sendRaw(baseURL, '/docs/?from=test&to=//elsewhere.example')
    expect([status, headers.location]).toEqual([308, '/docs?from=test&to=//elsewhere.example'])
  })

  test('is case-sensitive', async ({ baseURL }) => {
    expect((await sendRaw(baseURL, '/Docs')).status).toBe(404)
  })
})

test.describe('a form from another site', () => {
  test('changes nothing', async ({ page, baseURL }) => {
    await page.goto('/')
    await page.route('http://elsewhere.example/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<form method="post" action="${baseURL}/"><input name="name" value="Eve"><button>Win</button></form>`,
      }),
    )
    await page.goto('http://elsewhere.example/')
    await page.getByRole('button', { name: 'Win' }).click()
    await expect(page).toHaveURL('/')
    await expect(page.getByRole('main')).toContainText('This request came from another site.')
    await page.goto('/')
    await expect(page.getByText('not set yet')).toBeVisible()
  })

  const cases: Record<string, string>[] = [
    { origin: 'http://elsewhere.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of cases) {
    test(`with ${JSON.stringify(headers)} is refused`, async ({ request }) => {
      const response = await request.post('/', { form: { name: 'Eve' }, headers, maxRedirects: 0 })
      expect(response.status()).toBe(403)
      expect(response.headers()['set-cookie']).toBe(undefined)
    })
  }

  test('is distinguished from a form of this site', async ({ request, baseURL }) => {
    const headers = { origin: baseURL ?? '', 'sec-fetch-site': 'same-origin' }
    const response = await request.post('/', { form: { name: 'Ada' }, headers, maxRedirects: 0 })
    expect([response.status(), response.headers().location]).toEqual([303, '/#you'])
  })
})

test.describe('a body', () => {
  test('that is not a form is refused', async ({ request }) => {
    expect((await request.post('/', { data: { name: 'Ada' } })).status()).toBe(415)
  })

  for (const [path, link, target] of [
    ['/', 'Go to the home page', '/'],
    ['/examples/guest-book', 'Go to the examples', '/examples'],
    ['/notes/login', 'Go to your notes', '/notes'],
  ] as const) {
    test(`of ${path} that is too large gets a page with a way back`, async ({ page }) => {
      await page.goto(path)
      await page.evaluate(() => {
        const field = document.createElement('input')
        field.name = 'large'
        field.value = 'x'.repeat(2 * 1024 * 1024)
        const form = document.querySelector<HTMLFormElement>('main form[method="post"]')!
        form.append(field)
        HTMLFormElement.prototype.submit.call(form)
      })
      await expect(page.locator('.error-status')).toHaveText('413')
      await expect(page.getByRole('main').getByRole('link', { name: link })).toHaveAttribute('href', target)
    })
  }

  test('that is too large is refused', async ({ request }) => {
    const response = await request.post('/', { form: { name: 'x'.repeat(2 * 1024 * 1024) } })
    expect(response.status()).toBe(413)
  })
})

test.describe('an invalid session cookie', () => {
  test('makes the visitor anonymous', async ({ page, baseURL }) => {
    await page.goto('/')
    const [cookie] = await page.context().cookies()
    const { name = '', value = '' } = cookie ?? {}
    const middle = value.length / 2
    const forged = [
      'x',
      value.slice(0, -20),
      `${value.slice(0, middle)}${value[middle] === 'a' ? 'b' : 'a'}${value.slice(middle + 1)}`,
      value.replaceAll('*', '**'),
      `Fe26.2*1*${'*'.repeat(3000)}`,
      '%7B%22visits%22%3A99%7D',
    ]
    for (const text of forged) {
      const { status, headers, body } = await sendRaw(baseURL, '/', {
        headers: { cookie: `${name}=${text}` },
      })
      expect(status, text).toBe(200)
      expect(body, text).toMatch(/Visits<\/dt><dd>1</)
      expect(headers['set-cookie']?.[0], text).toMatch(new RegExp(`^${name}=Fe26`))
    }
  })
})

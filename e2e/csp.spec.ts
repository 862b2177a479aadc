// The Content-Security-Policy: no page of this site violates it, and it blocks injected scripts.
import type { Page } from '@playwright/test'
import { expect, test } from './site-test.ts'

test('no page violates the policy', async ({ page, request }) => {
  test.setTimeout(120_000)
  const sitemap = await (await request.get('/sitemap.xml')).text()
  const paths = [...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, url = '']) => new URL(url).pathname)
  expect(paths.length).toBeGreaterThan(5)

  for (const path of [...paths, '/notes/login', '/notes/signup', '/no/such/page', '/notes/no/such/page']) {
    const response = await page.goto(path, { waitUntil: 'networkidle' })
    const { 'content-security-policy': policy } = response?.headers() ?? {}
    expect(policy, path).toMatch(
      /^default-src 'self'; script-src 'self' 'sha256-[A-Za-z0-9+/]{43}='( 'nonce-[A-Za-z0-9+/]{22}==')?; /,
    )
    expect(await listViolations(page), path).toEqual([])
  }
})

test.describe('the policy blocks', () => {
  test('an inline script without the nonce', async ({ page, allowConsole }) => {
    allowConsole(/Content Security Policy/)
    await page.goto('/')
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "owned"'
      document.body.append(script)
    })

    await expect.poll(() => listViolations(page)).toEqual(['script-src-elem inline'])
    await expect(page).not.toHaveTitle('owned')
  })

  test('an event handler attribute', async ({ page, allowConsole }) => {
    allowConsole(/Content Security Policy/)
    await page.goto('/')
    await page.evaluate(() => {
      document.body.innerHTML = '<img alt="" src="data:,x" onerror="document.title = \'owned\'">'
    })

    await expect.poll(() => listViolations(page)).toEqual(['script-src-attr inline'])
    await expect(page).not.toHaveTitle('owned')
  })
})

function listViolations(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { violations: string[] }).violations)
}

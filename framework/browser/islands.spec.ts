// Islands in a real browser: they hydrate by their strategies, with their props, and do not affect the rest of the page.
import { describeSite, expect, test } from '../fixtures/browser-site.ts'
import { islandsSite } from '../fixtures/islands-site.ts'

// When the network is idle, islands that hydrate on load have done so.
const hydrated = { waitUntil: 'networkidle' } as const

describeSite('a site with islands', islandsSite, (current) => {
  test('hydrates several islands on a page, each with its own props', async ({ page }) => {
    await page.goto(current.url('/'), hydrated)
    const press = async (before: string, after: string): Promise<void> => {
      await page.getByRole('button', { name: before, exact: true }).click()
      await expect(page.getByRole('button', { name: after, exact: true })).toBeVisible()
    }
    await press('Count: 3', 'Count: 4')
    await press('<b> & --> </script>: 5', '<b> & --> </script>: 6')
    await press('Double: 4', 'Double: 8')
    await press('Cell: 0', 'Cell: 1')
    await press('Layout: 0', 'Layout: 1')
  })

  test('sends no script to a page without islands', async ({ page }) => {
    const scripts: string[] = []
    page.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()))
    await page.goto(current.url('/plain'))
    await page.waitForLoadState('networkidle')
    // In development, there is Vite's client, and the script that reports the version of the page.
    const ofDev = /\/@vite\/|\/dist\/client\/|virtual:vial\/page$|\/report-page\.\w+$/
    expect(scripts.filter((url) => !ofDev.test(url))).toEqual([])
  })

  test('loads nothing for an island before it hydrates', async ({ page }) => {
    const requested: string[] = []
    page.on('request', (request) => requested.push(request.url()))
    await page.goto(current.url('/asleep'))
    await page.waitForLoadState('networkidle')
    const isOfIsland = (url: string): boolean => /later|preact|hooks/.test(url)
    expect(requested.filter(isOfIsland)).toEqual([])

    await page.getByRole('button', { name: 'Later: 0' }).scrollIntoViewIfNeeded()
    await expect.poll(() => requested.filter(isOfIsland).length).toBeGreaterThan(0)
    await expect(async () => {
      await page.getByRole('button').click()
      await expect(page.getByRole('button')).not.toHaveText('Later: 0', { timeout: 100 })
    }).toPass()
  })

  test('hydrates on interaction, when a media query matches, when idle, and only in the browser', async ({
    page,
  }) => {
    await page.setViewportSize({ width: 900, height: 600 })
    await page.goto(current.url('/strategies'))
    await expect(page.getByText('Width: 900')).toBeVisible()
    // The click hydrates the island and still counts.
    await page.getByRole('button', { name: 'Interaction: 0' }).click()
    await expect(page.getByRole('button', { name: 'Interaction: 1' })).toBeVisible()

    await page.getByRole('button', { name: 'Wide: 0' }).click()
    await expect(page.getByRole('button', { name: 'Wide: 0' })).toBeVisible()
    await page.setViewportSize({ width: 1100, height: 600 })
    await expect(async () => {
      await page.getByRole('button', { name: /Wide/ }).click()
      await expect(page.getByRole('button', { name: /Wide/ })).not.toHaveText('Wide: 0', { timeout: 100 })
    }).toPass()
    await page.getByRole('button', { name: 'Idle: 0' }).click()
    await expect(page.getByRole('button', { name: 'Idle: 1' })).toBeVisible()
  })

  test('repeats a click that came before hydration, even on an image and with a modifier key', async ({
    page,
  }) => {
    await page.goto(current.url('/picture'))
    await page.locator('svg').dispatchEvent('click', { shiftKey: true })
    await expect(page.getByRole('button')).toContainText('shift')
  })

  test('preserves server-rendered HTML inside an island, shown or hidden', async ({ page }) => {
    await page.goto(current.url('/panel'), hydrated)
    const kept = await page.locator('#kept').elementHandle()
    await page.getByRole('button', { name: 'Slot: 0' }).click()
    await page.getByRole('button', { name: 'Within: 0' }).click()
    await expect(page.getByText('Aside')).toBeHidden()
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('button', { name: 'Hidden: 0' }).click()
    await expect(page.getByRole('button', { name: 'Hidden: 1' })).toBeVisible()
    // After removing and showing it again, the nodes are the same, and the island inside keeps its state.
    await page.getByRole('button', { name: 'Close' }).click()
    await expect(page.getByText('Aside')).toBeHidden()
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('button', { name: 'Hidden: 1' }).click()
    await expect(page.getByRole('button', { name: 'Hidden: 2' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Slot: 1' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Within: 1' })).toBeVisible()
    expect(await kept!.evaluate((node) => node === document.querySelector('#kept'))).toBe(true)
  })

  test('hydrates an island that waits for code and uses exports of other islands', async ({ page }) => {
    const html = await current.server.text('/lazy')
    expect(html).toContain('Shared: light')
    expect(html).not.toContain('<undefined>')
    await page.setViewportSize({ width: 900, height: 600 })
    await page.goto(current.url('/lazy'), hydrated)
    await page.getByRole('button', { name: 'Lazy: 0' }).click()
    await expect(page.getByRole('button', { name: 'Lazy: 1' })).toBeVisible()
    await expect(page.getByText('Of the server')).toHaveCount(1)
    await expect(page.getByText('Width: 900')).toBeVisible()
    await expect(page.getByText('Shared: light')).toBeVisible()
  })

  test('passes values to an island that JSON cannot represent', async ({ page }) => {
    await page.goto(current.url('/rich'), hydrated)
    await page.getByRole('button', { name: 'Rich: server' }).click()
    await expect(page.getByRole('button')).toContainText(['Layout', 'Rich: true,1,true,bigint,true,t'])
  })

  test('shares a signal between islands', async ({ page }) => {
    await page.goto(current.url('/signal'), hydrated)
    await expect(page.getByRole('status')).toHaveText(['7', '7'])
    await page.getByRole('button', { name: 'Add' }).click()
    await expect(page.getByRole('status')).toHaveText(['8', '8'])
  })

  test('creates the same ids as the server, and different ones in each island', async ({ page }) => {
    const ids = (html: string): string[] => [...html.matchAll(/>(P[\w-]+)</g)].map(([, id]) => id!)
    const server = ids(await current.server.text('/theme'))
    await page.goto(current.url('/theme'), hydrated)
    await expect(page.getByText('Theme: dark')).toHaveCount(2)
    await page.waitForLoadState('networkidle')
    expect(ids(await page.content())).toEqual(server)
    expect(new Set(server).size).toBe(3)
    await expect(page.getByRole('link').first()).toHaveAttribute('href', '/plain')
    await expect(page.getByRole('link', { name: 'Here' }).first()).toHaveAttribute('aria-current', 'page')
  })

  test('hydrates an island in a late part of the page', async ({ page }) => {
    await page.goto(current.url('/late'), hydrated)
    await page.getByRole('button', { name: 'Late: 0' }).click()
    await expect(page.getByRole('button', { name: 'Late: 1' })).toBeVisible()
  })

  test('explains that there is no request in the browser', async ({ page }) => {
    await page.goto(current.url('/request'), hydrated)
    await page.getByRole('button', { name: 'Ask' }).click()
    await expect(page.getByRole('button', { name: /there is no request in the browser/ })).toBeVisible()
  })

  test.describe('with a broken island', () => {
    test('keeps the other islands and the server-rendered HTML', async ({ page, allowConsole }) => {
      allowConsole(/broken (at once|later)/)
      await page.goto(current.url('/broken'), hydrated)
      await page.getByRole('button', { name: 'Count: 0' }).click()
      await expect(page.getByRole('button', { name: 'Count: 1' })).toBeVisible()
      await expect(page.getByText('Broken but there')).toBeVisible()
      await page.getByRole('button', { name: 'Break' }).click()
      await page.getByRole('button', { name: 'Count: 1' }).click()
      await expect(page.getByRole('button', { name: 'Count: 2' })).toBeVisible()
    })
  })
})

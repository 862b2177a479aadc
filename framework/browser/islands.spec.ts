// Islands in a real browser: they wake, at their time, with their props, and leave the rest of the page alone.
import { describeSite, expect, test } from '../fixtures/browser-site.ts'
import { islandsSite } from '../fixtures/islands-site.ts'

// Islands that wake at once have done so when nothing more is being loaded.
const awake = { waitUntil: 'networkidle' } as const

describeSite('a site with islands', islandsSite, (current) => {
  test('wakes several islands of a page, each with its own props', async ({ page }) => {
    await page.goto(current.url('/'), awake)
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
    // In dev there is Vite's own client, and what tells it the version of the page.
    const ofDev = /\/@vite\/|\/dist\/client\/|virtual:vial\/page$|\/report-page\.\w+$/
    expect(scripts.filter((url) => !ofDev.test(url))).toEqual([])
  })

  test('loads nothing for an island before its time', async ({ page }) => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(current.url('/asleep'))
    await page.waitForLoadState('networkidle')
    const isOfIsland = (url: string): boolean => /later|preact|hooks/.test(url)
    expect(asked.filter(isOfIsland)).toEqual([])

    await page.getByRole('button', { name: 'Later: 0' }).scrollIntoViewIfNeeded()
    await expect.poll(() => asked.filter(isOfIsland).length).toBeGreaterThan(0)
    await expect(async () => {
      await page.getByRole('button').click()
      await expect(page.getByRole('button')).not.toHaveText('Later: 0', { timeout: 100 })
    }).toPass()
  })

  test('wakes at first touch, when a media query holds, when idle, and only in the browser', async ({
    page,
  }) => {
    await page.setViewportSize({ width: 900, height: 600 })
    await page.goto(current.url('/strategies'))
    await expect(page.getByText('Width: 900')).toBeVisible()
    // The click itself wakes it, and counts.
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

  test('does a click again that came first, also on a picture and with a key held down', async ({ page }) => {
    await page.goto(current.url('/picture'))
    await page.locator('svg').dispatchEvent('click', { shiftKey: true })
    await expect(page.getByRole('button')).toContainText('shift')
  })

  test('keeps the HTML of the server inside an island, shown or not', async ({ page }) => {
    await page.goto(current.url('/panel'), awake)
    const kept = await page.locator('#kept').elementHandle()
    await page.getByRole('button', { name: 'Slot: 0' }).click()
    await page.getByRole('button', { name: 'Within: 0' }).click()
    await expect(page.getByText('Aside')).toBeHidden()
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('button', { name: 'Hidden: 0' }).click()
    await expect(page.getByRole('button', { name: 'Hidden: 1' })).toBeVisible()
    // Taken out and put back: the same nodes, and the island among them goes on where it was.
    await page.getByRole('button', { name: 'Close' }).click()
    await expect(page.getByText('Aside')).toBeHidden()
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('button', { name: 'Hidden: 1' }).click()
    await expect(page.getByRole('button', { name: 'Hidden: 2' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Slot: 1' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Within: 1' })).toBeVisible()
    expect(await kept!.evaluate((node) => node === document.querySelector('#kept'))).toBe(true)
  })

  test('wakes an island that waits for code, and uses what other islands export', async ({ page }) => {
    const html = await current.server.text('/lazy')
    expect(html).toContain('Shared: light')
    expect(html).not.toContain('<undefined>')
    await page.setViewportSize({ width: 900, height: 600 })
    await page.goto(current.url('/lazy'), awake)
    await page.getByRole('button', { name: 'Lazy: 0' }).click()
    await expect(page.getByRole('button', { name: 'Lazy: 1' })).toBeVisible()
    await expect(page.getByText('Of the server')).toHaveCount(1)
    await expect(page.getByText('Width: 900')).toBeVisible()
    await expect(page.getByText('Shared: light')).toBeVisible()
  })

  test('gives an island values that JSON has not', async ({ page }) => {
    await page.goto(current.url('/rich'), awake)
    await page.getByRole('button', { name: 'Rich: server' }).click()
    await expect(page.getByRole('button')).toContainText(['Layout', 'Rich: true,1,true,bigint,true,t'])
  })

  test('shares a signal between islands', async ({ page }) => {
    await page.goto(current.url('/signal'), awake)
    await expect(page.getByRole('status')).toHaveText(['7', '7'])
    await page.getByRole('button', { name: 'Add' }).click()
    await expect(page.getByRole('status')).toHaveText(['8', '8'])
  })

  test('gives ids that are the same on both sides, and different in each island', async ({ page }) => {
    const ids = (html: string): string[] => [...html.matchAll(/>(P[\w-]+)</g)].map(([, id]) => id!)
    const server = ids(await current.server.text('/theme'))
    await page.goto(current.url('/theme'), awake)
    await expect(page.getByText('Theme: dark')).toHaveCount(2)
    await page.waitForLoadState('networkidle')
    expect(ids(await page.content())).toEqual(server)
    expect(new Set(server).size).toBe(3)
    await expect(page.getByRole('link').first()).toHaveAttribute('href', '/plain')
  })

  test('wakes an island that comes in a late part of the page', async ({ page }) => {
    await page.goto(current.url('/late'), awake)
    await page.getByRole('button', { name: 'Late: 0' }).click()
    await expect(page.getByRole('button', { name: 'Late: 1' })).toBeVisible()
  })

  test('says in a sentence that the browser has no request', async ({ page }) => {
    await page.goto(current.url('/request'), awake)
    await page.getByRole('button', { name: 'Ask' }).click()
    await expect(page.getByRole('button', { name: /works while the server renders/ })).toBeVisible()
  })
})

describeSite('a site with a broken island', islandsSite, (current) => {
  test('keeps the others, and what the server rendered', async ({ page, allowConsole }) => {
    allowConsole(/broken (at once|later)/)
    await page.goto(current.url('/broken'), awake)
    await page.getByRole('button', { name: 'Count: 0' }).click()
    await expect(page.getByRole('button', { name: 'Count: 1' })).toBeVisible()
    await expect(page.getByText('Broken but there')).toBeVisible()
    await page.getByRole('button', { name: 'Break' }).click()
    await page.getByRole('button', { name: 'Count: 1' }).click()
    await expect(page.getByRole('button', { name: 'Count: 2' })).toBeVisible()
  })
})

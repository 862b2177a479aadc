// The chat example: two visitors, over sockets, events and forms.
import type { Browser, Page, WebSocket, WebSocketRoute } from '@playwright/test'
import { listViolations } from './accessibility.ts'
import { type FragileProxy, startFragileProxy } from './fragile-proxy.ts'
import { expect, test } from './site-test.ts'

const path = '/examples/chat'

test('a message reaches the other visitor at once, exactly as written', async ({ page, browser }) => {
  const { page: other, close } = await openOther(browser, page)
  await join(page, 'Ada')
  await join(other, 'Bob')
  const text = `<b>hello</b> & "you" ${crypto.randomUUID()}`

  await page.getByLabel('Message').fill(text)
  await page.keyboard.press('Enter')
  for (const visitor of [page, other]) {
    await expect(visitor.getByRole('log').getByText(text)).toHaveCount(1)
    await expect(visitor.getByRole('log').locator('p').filter({ hasText: text })).toContainText('Ada')
  }
  await expect(page.getByLabel('Message')).toHaveValue('')
  await close()
})

test('falls back to events if sockets are blocked', async ({ page, browser }) => {
  const { page: other, close } = await openOther(browser, page)
  await other.addInitScript(breakSockets)
  await other.goto(path)
  await join(page, 'Ada')

  const listening = other.waitForResponse((response) => response.url().endsWith('/chat/live'))
  await join(other, 'Bob')
  expect((await listening).headers()['content-type']).toContain('text/event-stream')
  const said = `heard ${crypto.randomUUID()}`
  await page.getByLabel('Message').fill(said)
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(other.getByRole('log').getByText(said)).toBeVisible()

  // Without a socket, the form is submitted.
  const answered = `answered ${crypto.randomUUID()}`
  await other.getByLabel('Message').fill(answered)
  await other.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByRole('log').getByText(answered)).toBeVisible()
  await close()
})

test('reconnects events after an error response', async ({ page, allowConsole }) => {
  allowConsole(/502/)
  await page.addInitScript(breakSockets)
  await page.route(/\/chat\/(live|visitors)$/, (route) => route.fulfill({ status: 502 }), { times: 2 })
  const answered = page.waitForResponse(
    (response) => response.url().endsWith('/live') && response.status() === 200,
  )
  await page.goto(path)
  await answered
  await expect(page.locator('.chat-visitors')).toHaveText(/ here\.$/)
})

test('says that it reconnects, and keeps the typed text meanwhile', async ({ page, allowConsole }) => {
  // Chromium logs the answers of the route below, and attempts to connect that the page gives up.
  allowConsole(/502|WebSocket connection to .* failed/)
  let isBroken = false
  const sockets: WebSocketRoute[] = []
  await page.routeWebSocket(/\/chat\/live$/, (socket) => {
    if (isBroken) return socket.close()
    socket.connectToServer()
    sockets.push(socket)
  })
  const isEvents = (url: URL) => url.pathname.endsWith('/chat/live')
  await page.route(isEvents, (route) => (isBroken ? route.fulfill({ status: 502 }) : route.fallback()))
  await page.goto(path)
  await join(page, 'Ada')
  const status = page.locator('.chat-state')
  await expect.poll(() => sockets.length).toBeGreaterThan(0)
  await expect(status).toHaveText('')

  isBroken = true
  for (const socket of sockets) await socket.close()
  await expect(status).toContainText('Reconnecting')
  const said = `meanwhile ${crypto.randomUUID()}`
  await page.getByLabel('Message').fill(said)
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Message')).toHaveValue(said)
  await expect(page).toHaveURL(path)

  isBroken = false
  await expect(status).toHaveText('')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('log').getByText(said)).toHaveCount(1)
  await expect(page.getByLabel('Message')).toHaveValue('')
})

for (const [failure, fail] of [
  ['whose server stops reading', (proxy: FragileProxy) => proxy.freezeRequests()],
  ['whose answers get lost', (proxy: FragileProxy) => proxy.freezeResponses()],
  [
    'that is cut after sending',
    (proxy: FragileProxy, page: Page) => {
      proxy.freezeRequests()
      page.getByText('sending…').waitFor().then(proxy.cut, proxy.cut)
    },
  ],
] as const) {
  test(`a message over a socket ${failure} arrives once`, async ({
    page,
    browser,
    baseURL,
    allowConsole,
  }) => {
    // Vite's own socket is cut, too. It reloads the page when the server answers again.
    allowConsole(/\[vite\]|WebSocket connection|ERR_|Failed to load|preloaded/)
    const proxy = await startFragileProxy(baseURL ?? '')
    const { page: other, close } = await openOther(browser, page)
    await other.goto(path)
    const hasSocket = watchSockets(page)
    await page.goto(proxy.origin + path)
    await join(page, 'Ada')
    await expect.poll(hasSocket).toBe(true)

    const said = `resent ${crypto.randomUUID()}`
    await page.getByLabel('Message').fill(said)
    fail(proxy, page)
    await page.keyboard.press('Enter')
    const waiting = page.locator('.chat-waiting')
    await expect(waiting).toContainText(said)
    await expect(waiting).toHaveCount(0)
    await expect(page.getByRole('log').getByText(said)).toHaveCount(1)
    await expect(other.getByRole('log').getByText(said)).toHaveCount(1)
    await page.reload()
    await expect(page.getByRole('log').getByText(said)).toHaveCount(1)
    await close()
    await proxy.close()
  })
}

test('gives a message back that the server does not accept', async ({ page }) => {
  const hasSocket = watchSockets(page)
  await page.goto(path)
  await join(page, 'Ada')
  await expect.poll(hasSocket).toBe(true)
  const said = 'x'.repeat(301)
  await page.getByLabel('Message').evaluate((input: HTMLInputElement, text) => {
    input.removeAttribute('maxlength')
    input.value = text
  }, said)
  await page.getByLabel('Message').press('Enter')
  await expect(page.locator('.chat-state')).toContainText('did not accept your message')
  await expect(page.getByLabel('Message')).toHaveValue(said)
  await expect(page.locator('.chat-waiting')).toHaveCount(0)
})

test('shows names and messages in their own direction', async ({ page }) => {
  await page.goto(path)
  await join(page, 'دانا')
  const said = `سلام! ${crypto.randomUUID()}`
  await page.getByLabel('Message').fill(said)
  await page.keyboard.press('Enter')
  const message = page.getByRole('log').locator('p').filter({ hasText: said })
  await expect(message.locator('.chat-text')).toHaveCSS('direction', 'rtl')
  await expect(message.locator('.chat-name')).toHaveCSS('direction', 'rtl')
})

test('shows the current number of visitors', async ({ page, browser }) => {
  await page.goto(path)
  const count = page.locator('.chat-visitors')
  // Until the visitors of other tests have left.
  await expect(count).toHaveText('You are the only one here.', { timeout: 90_000 })
  const { page: other, close } = await openOther(browser, page)
  await other.goto(path)
  await expect(count).toHaveText('2 people are here.')
  await expect(other.locator('.chat-visitors')).toHaveText('2 people are here.')
  await close()
  await expect(count).toHaveText('You are the only one here.')
})

test('ignores messages from a socket without a name', async ({ page }) => {
  await page.goto(path)
  const said = `anonymous ${crypto.randomUUID()}`
  await page.evaluate(
    (text) =>
      new Promise((resolve) => {
        const socket = new WebSocket('/examples/chat/live')
        socket.onmessage = () => {
          socket.send(text)
          socket.close()
        }
        socket.onclose = resolve
      }),
    said,
  )
  await page.reload()
  await expect(page.getByText(said)).toHaveCount(0)
})

test.describe('the chat without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('is a list and a form', async ({ page }) => {
    await page.goto(path)
    await join(page, 'Eve')
    const said = `<i>plain</i> ${crypto.randomUUID()}`
    await page.getByLabel('Message').fill(said)
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(page.getByRole('log').getByText(said)).toBeVisible()
  })
})

test('the chat shows errors, and is accessible with them', async ({ page, request }) => {
  await page.goto(path)
  await page.getByLabel('Your name').fill(' ')
  await page.getByLabel('Message').fill('x')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByText('Enter your name.')).toBeVisible()
  await expect(page.getByLabel('Message')).toHaveValue('x')
  expect(await listViolations(page)).toEqual([])

  for (const form of [{ name: 'a' }, { name: 'a', text: 'x'.repeat(301) }] as Record<string, string>[]) {
    expect((await request.post(path, { form })).status()).toBe(422)
  }
})

/** Opens the chat as another visitor, with a separate session. */
async function openOther(browser: Browser, page: Page): Promise<{ page: Page; close(): Promise<void> }> {
  await page.goto(path)
  const context = await browser.newContext({ baseURL: new URL(page.url()).origin })
  return { page: await context.newPage(), close: () => context.close() }
}

/** Sends a first message with a name. */
async function join(page: Page, name: string): Promise<void> {
  if (!page.url().endsWith(path)) await page.goto(path)
  const said = `${name} joins ${crypto.randomUUID()}`
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Message').fill(said)
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByRole('log').getByText(said)).toBeVisible()
  await expect(page.getByLabel('Your name')).toHaveCount(0)
}

/** Returns a function that tells whether the page that is open has received the messages over a socket. */
function watchSockets(page: Page): () => boolean {
  const received = new Set<WebSocket>()
  page.on('websocket', (socket) => {
    if (socket.url().endsWith('/chat/live')) socket.on('framereceived', () => received.add(socket))
  })
  page.on('framenavigated', (frame) => frame === page.mainFrame() && received.clear())
  return () => [...received].some((socket) => !socket.isClosed())
}

/** Runs in the page: the chat's sockets fail, as behind a proxy that blocks them. Those of Vite's client do not. */
function breakSockets(): void {
  const Real = window.WebSocket
  window.WebSocket = new Proxy(Real, {
    construct(target, [url, ...rest]: [string | URL, ...string[]]) {
      if (!String(url).endsWith('/chat/live')) return Reflect.construct(target, [url, ...rest])
      const broken = new EventTarget()
      setTimeout(() => broken.dispatchEvent(new Event('close')), 0)
      return Object.assign(broken, { close() {}, readyState: Real.CLOSED })
    },
  })
}

// What client navigation leaves to the browser, and sites with client navigation in browsers without JavaScript.
import { readFile } from 'node:fs/promises'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Page } from '@playwright/test'
import { describeSite, expect, test } from '../fixtures/browser-site.ts'

const config = (navigation: string): string => `
  import { vial } from 'vial/vite'
  export default { cacheDir: '.cache', plugins: [vial({ navigation: ${navigation} })] }`

const files = {
  'vite.config.js': config(`'client'`),
  'routes/_layout.tsx': `
    export default ({ children, flash }) => <>
      <nav>
        <a href="/">Home</a> <a href="/second">Second</a> <a href="/file.txt">File</a> <a href="/data">Data</a>
        <a href="/report">Report</a> <a href="/inline">Inline</a> <a href="/moved">Moved</a>
        <a href="/second" data-reload>Reload</a> <a href="/form">Form</a>
      </nav>
      <main>{flash.map(({ message }) => <p role="note">{message}</p>)}{children}</main></>`,
  'routes/index.tsx': `
    export const head = { title: 'Home' }
    export default () => <h1>Home</h1>`,
  'routes/second.tsx': `
    export const head = { title: 'Second' }
    export default ({ url }) => <><h1>Second</h1><p>{url.search}</p></>`,
  'routes/inline.tsx': `
    export const head = { title: 'Inline' }
    export default ({ nonce }) => <><h1>Inline</h1><script nonce={nonce} dangerouslySetInnerHTML={{ __html: 'window.inline = 1' }} /></>`,
  'routes/moved.ts': `import { redirect } from 'vial'\nexport const GET = () => redirect('/second')`,
  'routes/file.txt.ts': `export const GET = () => 'A file'`,
  'routes/data.ts': `
    export const GET = () => ({ some: 'data' })
    export const POST = async (ctx) => ({ got: (await ctx.form()).data.name })`,
  'routes/report.ts': `
    const headers = { 'content-type': 'text/html', 'content-disposition': 'attachment; filename="report 1.html"' }
    export const GET = () => new Response('<h1>Report</h1>', { headers })
    export const POST = GET`,
  'routes/nothing.ts': `export const POST = () => {}`,
  'routes/away.ts': `
    import { redirect } from 'vial'
    export const GET = ({ query }) => redirect(query.get('to'), { external: true })
    export const POST = async (ctx) => redirect((await ctx.form()).data.to, { external: true })`,
  'routes/repeat.ts': `
    import { redirect } from 'vial'
    export const POST = ({ query }) => redirect(query.get('to'), { status: query.has('kept') ? 308 : 307, external: true })`,
  'routes/between.ts': `
    import { redirect } from 'vial'
    export const POST = ({ url }) => redirect('/repeat' + url.search, 307)`,
  'routes/_server.ts': `
    import { defineServer } from 'vial'
    export default defineServer({ csp: { 'form-action': false } })`,
  'routes/repeat-from.tsx': `
    export default ({ url }) => { const action = '/repeat' + url.search; return <>
      <form method="post" action={action}><textarea name="text" aria-label="Text" /><button name="pressed" value="ä">Repeat</button></form>
      <form method="post" action={'/between' + url.search}><input type="hidden" name="text" value="far" /><button>Repeat twice</button></form>
      <form method="post" action={action} encType="multipart/form-data"><input type="file" name="file" aria-label="File" /><button>Repeat file</button></form></> }`,
  'routes/away-from.tsx': `
    export default ({ url }) => { const to = url.searchParams.get('to'); return <>
      <a href={'/away?to=' + encodeURIComponent(to)}>Away</a>
      <form method="post" action="/away"><input type="hidden" name="to" value={to} /><button>Send away</button></form></> }`,
  'routes/form.tsx': `
    import { redirect } from 'vial'
    export const head = { title: 'Form' }
    export async function POST(ctx) {
      const { data } = await ctx.form()
      ctx.flash('success', data.file ? data.file.name + ': ' + await data.file.text() : 'Hello ' + data.name)
      return redirect(data.name === 'inline' ? '/inline' : '/second')
    }
    export default () => <>
      <form method="post">
        <input name="name" aria-label="Name" />
        <button>Save</button> <button formaction="/data">Data of form</button> <button formaction="/report">Report of form</button>
        <button formaction="/nothing">Nothing</button> <button formaction="/second" formmethod="get" name="do" value="find">Find</button>
      </form>
      <form method="post" encType="multipart/form-data"><input type="file" name="file" aria-label="File" /><button>Send</button></form></>`,
}

const isSame = (page: Page): Promise<boolean> => page.evaluate(() => 'mark' in window)

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.evaluate(() => Object.assign(window, { mark: 1 }))
}

/** Waits until another page has loaded. A page that is being replaced cannot evaluate code. */
async function expectLoad(page: Page): Promise<void> {
  await expect(async () => expect(await isSame(page)).toBe(false)).toPass()
}

/** Clicks an element that starts a download. */
async function save(page: Page, press: () => Promise<void>): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()])
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}

const report = { name: 'report 1.html', text: '<h1>Report</h1>' }

describeSite('client navigation leaves to the browser', files, (current) => {
  let other: Server
  let elsewhere: string
  test.beforeAll(async () => {
    other = createServer(async (request, response) => {
      const body = await text(request)
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(
        `<link rel="icon" href="data:,"><title>Elsewhere</title><pre>${request.method} ${body}</pre>`,
      )
    })
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/there?a=1`
  })
  test.afterAll(() => void other.close())

  test('pages with new scripts, other content types, and links with data-reload', async ({ page }) => {
    for (const [name, text] of [
      ['File', 'A file'],
      ['Data', '{"some":"data"}'],
      ['Inline', 'Inline'],
      ['Reload', 'Second'],
    ] as const) {
      await open(page, current.url('/'))
      await page.getByRole('link', { name }).click()
      await expect(page.getByText(text, { exact: true }).last()).toBeVisible()
      await expectLoad(page)
    }
  })

  test('downloads, during which the page stays', async ({ page }) => {
    await open(page, current.url('/'))
    expect(await save(page, () => page.getByRole('link', { name: 'Report' }).click())).toEqual(report)
    await expect(page).toHaveURL(current.url('/'))
    expect(await isSame(page)).toBe(true)
  })

  test('pages that it failed to fetch', async ({ page, allowConsole }) => {
    allowConsole(/ERR_FAILED/)
    await open(page, current.url('/'))
    const requested: string[] = []
    await page.route('**/second', (route) => {
      const type = route.request().resourceType()
      requested.push(type)
      return type === 'fetch' ? route.abort() : route.continue()
    })
    await page.getByRole('link', { name: 'Second' }).click()
    await expect(page).toHaveTitle('Second')
    expect(requested).toEqual(['fetch', 'document'])
    expect(await isSame(page)).toBe(false)
    await page.goBack()
    await expect(page).toHaveTitle('Home')
  })

  test('redirects of links and forms to other origins', async ({ page }) => {
    for (const role of ['link', 'button'] as const) {
      await open(page, current.url(`/away-from?to=${encodeURIComponent(elsewhere)}`))
      await page.getByRole(role, { name: 'away' }).first().click()
      await expect(page).toHaveTitle('Elsewhere')
      expect(page.url()).toBe(elsewhere)
      await page.goBack()
      await expect(page.getByRole('button', { name: 'Send away' })).toBeVisible()
    }
  })

  test('redirects that repeat a form at another origin', async ({ page }) => {
    const start = async (query = ''): Promise<void> => {
      await open(page, current.url(`/repeat-from?to=${encodeURIComponent(elsewhere)}${query}`))
    }
    const expectSent = async (sent: string | RegExp): Promise<void> => {
      await expect(page).toHaveTitle('Elsewhere')
      expect(page.url()).toBe(elsewhere)
      await expect(page.locator('pre')).toHaveText(sent)
    }
    for (const query of ['', '&kept']) {
      await start(query)
      await page.getByLabel('Text').fill('one\ntwo & three')
      await page.getByRole('button', { name: 'Repeat', exact: true }).click()
      await expectSent('POST text=one%0D%0Atwo+%26+three&pressed=%C3%A4')
    }
    await start()
    await page.getByRole('button', { name: 'Repeat twice' }).click()
    await expectSent('POST text=far')
    await page.goBack()
    await expect(page.getByRole('button', { name: 'Repeat twice' })).toBeVisible()
    await start()
    const file = { name: 'ü.txt', mimeType: 'text/plain', buffer: Buffer.from('of a file') }
    await page.getByLabel('File').setInputFiles(file)
    await page.getByRole('button', { name: 'Repeat file' }).click()
    await expectSent(/name="file"; filename="ü\.txt"\s+Content-Type: text\/plain\s+of a file/)
  })

  test('pages that need a full load, without losing flash messages', async ({ page }) => {
    await open(page, current.url('/form'))
    await page.getByLabel('Name').fill('inline')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('heading')).toHaveText('Inline')
    await expect(page.getByRole('note')).toHaveText('Hello inline')
    expect(await page.evaluate(() => (window as { inline?: number }).inline)).toBe(1)
  })

  test('form responses with data, a file or nothing, and sends the form only once', async ({ page }) => {
    const sent: string[] = []
    page.on('request', (request) => {
      // The code that opens such responses is loaded for the first of them.
      if (request.resourceType() === 'script') return
      if (request.url().startsWith(current.server.origin)) sent.push(request.method())
    })
    await open(page, current.url('/form'))
    await page.getByLabel('Name').fill('Ada')
    sent.length = 0
    await page.getByRole('button', { name: 'Nothing' }).click()
    const saved = await save(page, () => page.getByRole('button', { name: 'Report of form' }).click())
    expect(saved.text).toBe(report.text)
    await expect(page).toHaveURL(current.url('/form'))
    await expect(page.getByLabel('Name')).toHaveValue('Ada')
    expect(await isSame(page)).toBe(true)
    await page.getByRole('button', { name: 'Data of form' }).click()
    await expect(page.getByText('{"got":"Ada"}')).toBeVisible()
    expect(sent).toEqual(['POST', 'POST', 'POST'])
  })

  test.describe('without JavaScript', () => {
    test.use({ javaScriptEnabled: false })

    test('has working links and forms', async ({ page, allowConsole }) => {
      // Without JavaScript, the browser also refuses the scripts that the head preloads.
      allowConsole(/^csp: .*\.js$/)
      await page.goto(current.url('/'))
      for (const [name, path] of [
        ['Second', '/second'],
        ['Inline', '/inline'],
        ['Moved', '/second'],
        ['Reload', '/second'],
        ['Form', '/form'],
      ] as const) {
        await page.getByRole('link', { name, exact: true }).click()
        await expect(page).toHaveURL(current.url(path))
      }
      expect(await save(page, () => page.getByRole('link', { name: 'Report' }).click())).toEqual(report)
      await page.getByLabel('Name').fill('Ada')
      await page.getByRole('button', { name: 'Find' }).click()
      await expect(page).toHaveURL(current.url('/second?name=Ada&do=find'))
      await page.goto(current.url('/form'))
      await page.getByLabel('Name').fill('Ada')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page).toHaveURL(current.url('/second'))
      await expect(page.getByRole('note')).toHaveText('Hello Ada')
      await page.getByRole('link', { name: 'Form' }).click()
      const file = { name: 'ä.txt', mimeType: 'text/plain', buffer: Buffer.from('Grüße') }
      await page.getByLabel('File').setInputFiles(file)
      await page.getByRole('button', { name: 'Send' }).click()
      await expect(page.getByRole('note')).toHaveText('ä.txt: Grüße')
      for (const [name, text] of [
        ['File', 'A file'],
        ['Data', '{"some":"data"}'],
      ] as const) {
        await page.goto(current.url('/'))
        await page.getByRole('link', { name }).click()
        await expect(page.getByText(text)).toBeVisible()
      }
    })
  })
})

describeSite(
  'a site after a new build',
  files,
  (current) => {
    test('fully loads the pages of the new build', async ({ page }) => {
      await open(page, current.url('/'))
      await page.getByRole('link', { name: 'Form' }).click()
      await expect(page).toHaveTitle('Form')
      expect(await isSame(page)).toBe(true)

      await current.site.write({ 'vite.config.js': config('{ client: true, viewTransitions: true }') })
      expect((await current.site.build()).code).toBe(0)
      await current.server.stop()
      await current.site.startProduction({ PORT: new URL(current.server.origin).port })
      await page.getByRole('link', { name: 'Second' }).click()
      await expect(page).toHaveTitle('Second')
      await expectLoad(page)
      await page.evaluate(() => Object.assign(window, { mark: 1 }))
      await page.getByRole('link', { name: 'Home' }).click()
      await expect(page).toHaveTitle('Home')
      expect(await isSame(page)).toBe(true)
    })
  },
  // Development has no builds.
  ['production'],
)

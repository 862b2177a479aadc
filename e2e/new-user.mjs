// The path of a new user: create a site, add a page, an island, a form and a test; dev, check, build, start, deploy.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium } from '@playwright/test'
import { deployBehindNginx } from './deploy-site.mjs'
import { findBrowser } from './find-browser.mjs'
import { run, runInSite, startServer } from './site-commands.mjs'

const page = `import type { Context, PageProps } from 'vial'

export function loader({ query }: Context<'/hello'>) {
  return { name: query.get('name') ?? 'world' }
}

export default function Hello({ data }: PageProps<'/hello'>) {
  return <h1>Hello, {data.name}!</h1>
}
`

const island = `import { useState } from 'preact/hooks'

export default function Counter({ start }: { start: number }) {
  const [count, setCount] = useState(start)
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      Count: {count}
    </button>
  )
}
`

const form = `import { type Context, type PageProps, redirect } from 'vial'
import Counter from './counter.island.tsx'

export async function POST(ctx: Context<'/guests'>) {
  const { name = '' } = (await ctx.form()).values
  if (name === '') return ctx.fail(422, { problem: 'Enter your name.' })
  ctx.session.name = name
  return redirect('/guests')
}

export default function Guests({ session, form, url }: PageProps<'/guests'>) {
  return (
    <form method="post">
      <h1>Welcome, {session.name ?? 'guest'}</h1>
      <p role="alert">{form?.problem}</p>
      <input name="name" aria-label="Your name" />
      <button type="submit">Save</button>
      <Counter start={5} />
      <p>This page is {url.href}</p>
    </form>
  )
}
`

const test = `import { afterAll, expect, test } from 'vitest'
import { createTestClient } from 'vial/testing'

const client = await createTestClient()
afterAll(() => client.close())

test('a guest is welcome', async () => {
  expect((await client.post('/guests', { form: { name: '' } })).status).toBe(422)
  expect((await client.post('/guests', { form: { name: 'Ada' } })).status).toBe(303)
  expect(await (await client.get('/guests')).text()).toContain('Welcome, Ada')
})
`

/**
 * Follows the path with npm.
 *
 * @param {string} folder Where to create the site
 * @param {{ vial: string, 'create-vial': string }} packages The packed archives
 */
export async function followNewUser(folder, packages) {
  const site = join(folder, 'my-site')
  await run(
    `npm exec --yes --package="${packages['create-vial']}" -- create-vial my-site --from "${packages.vial}"`,
    folder,
  )

  const dev = await startServer('npm run dev -- --port {port} --strictPort', site)
  try {
    await expectPage(`${dev.origin}/`, /Hello!/)
    write(site, 'routes/hello.tsx', page)
    await expectPage(`${dev.origin}/hello?name=Ada`, /Hello, Ada!/)
    write(site, 'routes/counter.island.tsx', island)
    write(site, 'routes/guests.tsx', form)
    await expectPage(`${dev.origin}/guests`, /Welcome, guest[\s\S]*Count: 5/)
  } finally {
    await dev.stop()
  }
  if (/warn|error/i.test(dev.output())) throw new Error(`The dev server has warnings.\n${dev.output()}`)

  write(site, 'routes/guests.test.ts', test)
  await runInSite(site, ['npm run check', 'npm test', 'npm run build'])

  const server = await startServer('npm start', site)
  try {
    await expectPage(`${server.origin}/hello`, /Hello, world!/)
    const html = await expectPage(`${server.origin}/guests`, /Count: 5/)
    const [script] = /(?<=src=")[^"]+\.js/.exec(html) ?? []
    await expectPage(new URL(script, server.origin), /./)
    const answer = await fetch(`${server.origin}/guests`, {
      method: 'POST',
      body: new URLSearchParams({ name: '' }),
    })
    if (answer.status !== 422) throw new Error(`An empty form is answered with ${answer.status}.`)
  } finally {
    await server.stop()
  }

  const machine = join(folder, 'machine')
  mkdirSync(join(machine, 'etc'), { recursive: true })
  await deployBehindNginx(site, machine, visitGuests)
}

/** Clicks the island and sends the form. The site knows its public URL only if nginx passes on host and protocol. */
async function visitGuests(origin) {
  const browser = await chromium.launch({ executablePath: await findBrowser() })
  try {
    const page = await browser.newPage({ ignoreHTTPSErrors: true })
    // Until the island has its handler, a click does nothing.
    await page.goto(`${origin}/guests`, { waitUntil: 'networkidle' })
    await page.getByText(`This page is ${origin}/guests`).waitFor()
    await page.getByRole('button', { name: 'Count: 5' }).click()
    await page.getByRole('button', { name: 'Count: 6' }).waitFor()
    await page.getByLabel('Your name').fill('Ada')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor()
    const [cookie] = await page.context().cookies()
    if (!cookie?.secure || cookie.name !== '__Host-session') {
      throw new Error(`The cookie behind nginx is ${JSON.stringify(cookie)}.`)
    }
  } finally {
    await browser.close()
  }
}

function write(site, path, text) {
  mkdirSync(dirname(join(site, path)), { recursive: true })
  writeFileSync(join(site, path), text)
}

/** A page that was just written may take a few requests, until the dev server has seen its file. */
async function expectPage(url, expected) {
  for (let attempt = 0; ; attempt++) {
    const text = await (await fetch(url)).text()
    if (expected.test(text)) return text
    if (attempt === 200) throw new Error(`${url} is answered with\n${text}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

// Takes the pictures in public/pictures from running sites: node e2e/screenshots.mjs. The site must have been built.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { chromium } from '@playwright/test'
import { findBrowser } from './find-browser.mjs'
import { run, startServer } from './site-commands.mjs'

const root = join(import.meta.dirname, '..')
const pictures = join(root, 'public/pictures')
const wide = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 }
const narrow = { viewport: { width: 390, height: 720 }, deviceScaleFactor: 1.5 }
const frame = { viewport: { width: 780, height: 620 }, deviceScaleFactor: 1 }

/** A page with a mistake. */
const brokenPage = `import type { PageProps } from 'vial'

interface Note {
  title: string
  author?: { name: string }
}

export function loader(): { note: Note } {
  return { note: { title: 'Milk and bread' } }
}

export default function Broken({ data }: PageProps<'/broken'>) {
  return (
    <h1>
      {data.note.title} by {data.note.author!.name}
    </h1>
  )
}
`

const filmstripStyles = `
  :root { color-scheme: light dark; background: light-dark(#f8f6f3, #1d1915); color: light-dark(#231d16, #ece5da) }
  body { display: grid; grid-template-columns: repeat(auto-fit, minmax(340px, 1fr)); gap: 28px; margin: 0; padding: 28px;
    font: 600 24px/1.4 Inter, system-ui, "Liberation Sans", sans-serif }
  figure { display: flex; flex-direction: column; margin: 0; min-width: 0 }
  figcaption { margin-bottom: 10px }
  div { overflow: hidden; aspect-ratio: 780 / 620; border: 1px solid light-dark(#e7e1d8, #37302a); border-radius: 10px;
    background: light-dark(#fff, #14110e) }
  img { display: block; width: 100%; border-radius: 10px }
  @media (min-width: 1000px) { body { grid-template-columns: 1fr 1fr } }
  @media (max-width: 1000px) { body { gap: 16px; padding: 16px; font-size: 18px } div { aspect-ratio: 780 / 480 } }
`

const folder = mkdtempSync(join(tmpdir(), 'vial-pictures-'))
const browser = await chromium.launch({ executablePath: await findBrowser() })
const servers = []
try {
  mkdirSync(pictures, { recursive: true })
  await main()
} finally {
  await browser.close()
  await Promise.all(servers.map(({ stop }) => stop()))
  rmSync(folder, { recursive: true, force: true })
}

async function main() {
  const own = await startOwnSite()
  const site = await startNewSite()
  const notes = await signUp(own)
  for (const colorScheme of ['light', 'dark']) {
    const views = [
      { name: 'home', url: own },
      { name: 'docs', url: `${own}/docs/forms-and-sessions` },
      { name: 'notes', url: `${own}/notes`, storageState: notes },
      { name: 'error', url: `${site}/broken` },
      { name: 'inspector', url: `${site}/__vial` },
    ]
    for (const view of views) {
      await savePage({ ...wide, ...view, colorScheme }, `${view.name}-${colorScheme}`)
      await savePage({ ...narrow, ...view, colorScheme }, `${view.name}-narrow-${colorScheme}`)
    }
    await saveFilmstrip(own, site, colorScheme)
  }
}

/** Starts the built site of this repository with a database of its own. */
async function startOwnSite() {
  process.env.DATABASE_URL = `file:${join(folder, 'notes.db')}`
  process.env.LOG_LEVEL = 'info'
  return start('node dist/server/index.js', root)
}

/** Creates a site, adds the steps of README.md and a page with a mistake, and starts its dev server. */
async function startNewSite() {
  await run(`node ${join(root, 'framework/bin/vial.js')} new my-site --no-install --no-git --yes`, folder)
  const site = join(folder, 'my-site')
  symlinkSync(join(root, 'node_modules'), join(site, 'node_modules'), 'junction')
  const steps = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^```tsx\n\/\/ (\S+)\n(.*?)^```$/gms)
  for (const [, file, code] of steps) write(join(site, file), code)
  write(join(site, 'routes/broken.tsx'), brokenPage)
  return start('npx vite dev --host localhost --port {port} --strictPort', site)
}

async function start(command, site) {
  const server = await startServer(command, site)
  servers.push(server)
  return server.origin
}

/** Creates a user with some notes. Returns the cookies. */
async function signUp(origin) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${origin}/notes/signup`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('ada')
  await page.getByLabel('Password').fill('four words in a row')
  await page.getByRole('button', { name: 'Sign up' }).click()
  const notes = [
    ['Reading list', 'Computer Lib\nThe Art of the Metaobject Protocol'],
    ['Questions for Thursday', 'Who closes the account?\nWhich days are free?'],
    ['قائمة التسوق', 'خبز، حليب، زيتون'],
    ['Packing', 'Passport, charger, raincoat, two books, the blue jumper'],
    ['Milk and bread', 'And coffee.'],
  ]
  for (const [title, body] of notes) {
    const { status } = await page.evaluate(
      async (note) => {
        const headers = { 'content-type': 'application/json' }
        const init = { method: 'POST', headers, body: JSON.stringify(note) }
        return { status: (await fetch('/notes/api/notes', init)).status }
      },
      { title, body },
    )
    if (status !== 201) throw new Error(`The note "${title}" was not created: ${status}.`)
  }
  // The flash message has been shown.
  await page.goto(`${origin}/notes`)
  const state = await context.storageState()
  await context.close()
  return state
}

async function savePage(view, name) {
  const page = await openPage(view)
  await save(page, name)
  await page.context().close()
}

async function openPage({ url, ...options }) {
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(url, { waitUntil: 'load' })
  await page.evaluate('document.fonts.ready')
  return page
}

/** Saves what the window shows as WebP, which Playwright itself cannot write. */
async function save(page, name) {
  const session = await page.context().newCDPSession(page)
  const { width, height } = page.viewportSize()
  // Without a scale, the picture has CSS pixels.
  const clip = { x: 0, y: 0, width, height, scale: await page.evaluate('devicePixelRatio') }
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80, clip })
  writeFileSync(join(pictures, `${name}.webp`), Buffer.from(data, 'base64'))
  console.log(`public/pictures/${name}.webp`)
}

/** Saves the first minutes with a new site as one picture, in two shapes. */
async function saveFilmstrip(own, site, colorScheme) {
  const home = await openPage({ ...frame, url: own, colorScheme })
  const code = await home.locator('.steps .code').nth(1).screenshot()
  await home.context().close()
  const frames = [['1. Add a file', code]]
  for (const [title, path] of [
    ['2. Open its page', '/hello/Ada'],
    ['3. See what failed, and where', '/broken'],
    ['4. See all routes', '/__vial'],
  ]) {
    const page = await openPage({ ...frame, url: `${site}${path}`, colorScheme })
    frames.push([title, await page.screenshot()])
    await page.context().close()
  }
  const figures = frames.map(
    ([title, picture]) =>
      `<figure><figcaption>${title}</figcaption><div><img src="data:image/png;base64,${picture.toString('base64')}"></div></figure>`,
  )
  for (const [width, scale, name] of [
    [1600, 1, 'first-minute'],
    [390, 2, 'first-minute-narrow'],
  ]) {
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      deviceScaleFactor: scale,
      colorScheme,
    })
    const page = await context.newPage()
    await page.setContent(`<!doctype html><style>${filmstripStyles}</style>${figures.join('')}`)
    await page.evaluate('Promise.all(Array.from(document.images, (image) => image.decode()))')
    const height = await page.evaluate('document.documentElement.getBoundingClientRect().height')
    await page.setViewportSize({ width, height: Math.ceil(height) })
    await save(page, `${name}-${colorScheme}`)
    console.log(`  ${width * scale} by ${Math.ceil(height) * scale}`)
    await context.close()
  }
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
